# ruff: noqa: RUF001 (that they look alike is the point)
"""Two hundred ways to name what is inside: none of them may be called."""

from itertools import product

METADATA = "169.254.169.254"

LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f.1", "0x7F000001", "2130706433",
    "017700000001", "127.0.0.1.", "127.000.000.001", "127.127.127.127", "127.255.255.254", "00000177.1",
    "0x7f.0x0.0x0.0x1", "127.0x0.0.01", "0b1111111.1", "localhost", "localhost.", "LOCALHOST", "loCalhost",
    "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "ｌｏｃａｌｈｏｓｔ", "l\u00adocalhost", "0", "0.0.0.0", "00.00.00.00", "0x0", "0.0", "%31%32%37.0.0.1",
    "127.0.0.1%00", "127.0.0.1%2f", "127.0.0.1\u200b", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2001:0:7f00:1::]", "[2001::80ff:fffe]", "[::1%25lo]",
    "[::1%lo]", "[fe80::1%25eth0]", "[::ffff:0:0]", "[100::1]", "[::ffff:127.1]",
]  # fmt: skip
INSIDE = [
    METADATA, "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "169.254.0.1", "10.0.0.1", "10.1",
    "0xa.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "2886729729", "192.168.0.1",
    "192.168.1", "3232235521", "0xc0a80001", "[::ffff:10.0.0.1]", "[64:ff9b::10.0.0.1]", "[2002:0a00:1::]",
    "100.64.0.1", "100.100.100.200", "100.127.255.255", "198.18.0.1", "198.19.255.255", "192.0.0.1",
    "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "224.0.1.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "[fc00::1]", "[fd00::1]",
    "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[ff0e::1]", "[2001:db8::1]", "[3fff::1]",
    "[2001:2::1]", "[2001:10::1]", "[2001:20::1]", "[5f00::1]", "[4000::1]", "[::2]", "[::ffff:192.168.0.1]",
    "metadata", "metadata.google.internal.", "redis", "postgres", "kubernetes", "host", "-.example.com",
    "a..example.com", ".example.com", "example..com", "ex ample.com", "exa\tmple.com", "example.com\\",
]  # fmt: skip
# As they stand: other schemes, credentials, other readings, other ports.
WHOLE = [
    "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/", "data:text/plain,x", "javascript:alert(1)", "//127.0.0.1/", "127.0.0.1", "",
    "https://", "https:///x", "https:example.com", "https:/example.com", "https://example.com@127.0.0.1/",
    "https://127.0.0.1#@example.com/", "https://127.0.0.1?@example.com/", "https://127.0.0.1\\@example.com/",
    "https://user:pass@example.com/", "https://@example.com/", "https://example.com:6379/",
    "https://example.com:22/", "https://example.com:80/", "https://example.com:0/",
    "https://example.com:65536/", "https://example.com:x/", "https://example.com:-1/",
    "https://example.com /", " https://127.0.0.1/", "https://127.0.0.1\r\nHost: x/", "https://exa\nmple.com/",
    "https://[::1/", "https://::1/", "https://[127.0.0.1]/", "https://[example.com]/", "HTTPS://LOCALHOST/",
    "hTTps://127.0.0.1/", "https://127.0.0.1:8443/", "https://[::1]:8443/", "https://localhost:8443/",
    "https://" + "a" * 64 + ".example.com/", "https://" + "a." * 200 + "com/",
    "https://example.com/" + "a" * 2_000, "https://example.com:0443x/", "https://xn--/", "https://xn--a.com/",
    "https://\u2024127.0.0.1/", "https://example.com\u2028/", "jar:https://example.com!/", "blob:https://x.y/",
]  # fmt: skip

URLS = [f"{scheme}{host}/" for scheme, host in product(["https://"], [*LOOPBACK, *INSIDE])] + WHOLE
