from tests.torture.small import MARKS, in_small

pytestmark = MARKS

CASES = "checkout", "stock", "limits", "later-valkey", "payments", "away-valkey", "database"
runs, test_what_is_promised_holds_under_fire, test_without_its_defence_it_is_seen_not_to_hold = in_small(
    *CASES, killed={"checkout", "stock", "later-valkey", "payments", "database"}
)
