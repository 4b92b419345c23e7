from nexus.config.run.console import ErrorTail


def test_the_console_shows_errors_with_what_belongs_to_them_and_nothing_else(tmp_path, capsys):
    log = tmp_path / "web.log"
    log.write_text("ERROR of the run before\n")
    tail = ErrorTail("web", log)
    with log.open("a") as text:
        text.write("[INFO] Started worker-1\n")
        text.write("2026-11-21T10:00:00Z [error    ] it broke\nTraceback (most recent call last):\n  one\n")
        text.write("2026-11-21T10:00:01Z [info     ] all is well\n  two\n")
        text.write('{"event": "it broke", "level": "error"}\n[ERR')
    tail.show()
    with log.open("a") as text:
        text.write("OR] the other half\n")
    tail.show()
    said = [line.split("web | ")[1] for line in capsys.readouterr().err.splitlines()]
    assert said == [
        "2026-11-21T10:00:00Z [error    ] it broke",
        "Traceback (most recent call last):",
        "  one",
        '{"event": "it broke", "level": "error"}',
        "[ERROR] the other half",
    ]


def test_a_log_that_was_put_aside_is_read_from_its_new_beginning(tmp_path, capsys):
    log = tmp_path / "web.log"
    log.write_text("[INFO] a long line of the run before\n")
    tail = ErrorTail("web", log)
    log.write_text("[ERROR] new\n")
    tail.show()
    assert capsys.readouterr().err.endswith("web | [ERROR] new\n")
