"""The same protocols over the field's own brokers: what learners wrote runs on them unchanged.

`RabbitMQQueue` keeps the protocol of `eventlab.queue`, `KafkaLog` that of `eventlab.log`. What an
engine cannot do, its class leaves out of `FEATURES`; the contracts run all the others.
"""
