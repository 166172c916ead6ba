"""What a bank has in the end: sums, counts, states, letters and documents, told without ids that may differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connections

from core import documents
from core.models import Document
from tests.faults.site import Site

FACTS = {
    "contracts": "SELECT state, count(*) FROM payments_contract GROUP BY 1 ORDER BY 1",
    "signatures": "SELECT party, count(*) FROM payments_signature GROUP BY 1 ORDER BY 1",
    "gigs": "SELECT state, count(*) FROM orders_gig GROUP BY 1 ORDER BY 1",
    "batches": "SELECT state, payslip_count, gross_cents, net_cents FROM payments_batch ORDER BY 1, 2, 3",
    "payslips": "SELECT expert_id, gross_cents, net_cents, void_at FROM payments_payslip ORDER BY 1, 2, 3",
    "lines": "SELECT fee_line_id, amount_cents, void_at FROM payments_payslipline ORDER BY 1, 2",
    "transfers": "SELECT amount_cents, count(*) FROM payments_transfer GROUP BY 1 ORDER BY 1",
    "files": "SELECT count(*), count(distinct batch_id) FROM payments_bankfile WHERE refused_at IS NULL",
    "documents": "SELECT kind, count(*), count(sealed_at) FROM core_document GROUP BY 1 ORDER BY 1",
    "acts": "SELECT verb, count(*) FROM core_auditentry WHERE verb NOT LIKE 'viewed:%' GROUP BY 1 ORDER BY 1",
    "tasks": "SELECT what, count(*), count(done_at) FROM core_task GROUP BY 1 ORDER BY 1",
    "messages": "SELECT template, person_id, state, count(*) FROM core_outboxmessage GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
}
NUMBER = re.compile(r"\d{4}-\d{4,}")


@dataclass
class Standing:
    facts: dict[str, list[Any]]
    letters: Counter[tuple[str, str]]


def standing(site: Site) -> Standing:
    """Looks at the documents on the way: each has its file and hash, and there is no other file."""
    _documents_are_whole(site)
    letters = {letter.message_id: (letter.to, NUMBER.sub("N", letter.subject)) for letter in site.post.came}
    return Standing({name: site.rows(query) for name, query in FACTS.items()}, Counter(letters.values()))


def twice(site: Site) -> set[str]:
    """Message-IDs that came more than once."""
    return {pk for pk, count in Counter(letter.message_id for letter in site.post.came).items() if count > 1}


def _documents_are_whole(site: Site) -> None:
    connections.close_all()
    made = list(Document.objects.order_by("id"))
    for document in made:
        assert documents.sha256((document.html or "").encode()) == document.html_sha256
        assert documents.open_pdf(document).startswith(b"%PDF")
    files = {str(path.relative_to(site.home / "files")) for path in (site.home / "files").rglob("*") if path.is_file()}
    assert files == {document.file.name for document in made}
    connections.close_all()
