"""The kinds of questions, a module for each family."""

from eventlab.course.kinds.choice import One, Output, Several
from eventlab.course.kinds.mend import Mend
from eventlab.course.kinds.number import Number
from eventlab.course.kinds.order import Order
from eventlab.course.kinds.question import Judged as Judged
from eventlab.course.kinds.question import Question as Question
from eventlab.course.kinds.question import Unanswered as Unanswered
from eventlab.course.kinds.question import unused as unused

AnyQuestion = One | Several | Output | Order | Number | Mend
