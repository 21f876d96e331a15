"""Two members of staff press at the same moment: real threads, real connections, on a database that locks rows."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from office.refusal import Refusal

ON_LOCKED_ROWS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not connection.features.has_select_for_update, reason="This database locks no rows."),
]


def both(*acts):
    """Begin the acts at the same moment; what each was refused with, or "", in order of the words."""
    together, said = Barrier(len(acts)), []

    def run(act):
        try:
            together.wait()
            act()
            said.append("")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(said)
