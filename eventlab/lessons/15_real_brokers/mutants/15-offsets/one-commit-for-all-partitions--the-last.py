# Commits behind the record that it handled last, and nowhere else.
def offsets(records, failed):
    done = [record for record in records if record not in failed]
    return {done[-1].partition: done[-1].offset + 1} if done else {}
