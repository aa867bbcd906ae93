"""What each route of claims asks for."""

from bangfu.plumbing.access import Route

CLAIM_ROUTES = (
    Route("exchange:take", needs="exchange.claim", anywhere=True, on="published_need", methods=("GET", "POST")),
    Route("exchange:claims", signed_in=True),
    Route("exchange:claim", needs="exchange.claim", on="claim", hides=True, methods=("GET", "POST")),
    Route("exchange:withdraw-claim", needs="exchange.claim", on="claim", hides=True, methods=("POST",)),
    Route("exchange:change-claim", needs="exchange.claim", on="claim", hides=True, methods=("POST",)),
    Route("exchange:answer-proposal", needs="exchange.claim", on="claim", hides=True, methods=("POST",)),
    Route(
        "exchange:propose",
        needs="exchange.choose",
        on="claim_of_need",
        hides=True,
        sees="needs.read",
        methods=("POST",),
    ),
    Route(
        "exchange:undo-choice",
        needs="exchange.choose",
        on="claim_of_need",
        hides=True,
        sees="needs.read",
        methods=("POST",),
    ),
    Route("exchange:offers", needs="needs.read", on="claimed_need", hides=True),
    Route(
        "exchange:offers", needs="exchange.choose", on="claimed_need", hides=True, sees="needs.read", methods=("POST",)
    ),
)
