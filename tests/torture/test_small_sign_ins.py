from tests.torture import small

pytestmark = small.MARKS

CASES = "tokens", "refresh", "mass", "enumeration", "bruteforce"
runs, test_what_is_promised_holds_under_fire, test_without_its_defence_it_is_seen_not_to_hold = (
    small.in_small(*CASES, killed=set())
)
