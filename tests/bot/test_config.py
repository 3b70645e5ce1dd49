"""config.toml and the environment, and the errors that name the key."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from bot import config
from bot.config import Config, ConfigError, ReceiverKind

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456789"
WHOLE: dict[str, dict[str, Any]] = tomllib.loads(config.FILE.read_text(encoding="utf-8"))
KEYS = [(section, key) for section, keys in WHOLE.items() for key in keys]


def written(folder: Path, **sections: Any) -> Path:
    """The packaged config.toml with whole sections replaced."""
    file = folder / "config.toml"
    file.write_text(tomli_w.dumps({**WHOLE, **sections}), encoding="utf-8")
    return file


def read(file: Path, **environment: str) -> Config:
    return config.read({config.FILE_VARIABLE: str(file), **environment})


def test_the_packaged_config_is_whole_and_a_test_copy() -> None:
    settings = config.read({})
    assert settings.country == "ke" and not settings.has_operator


def test_paths_are_relative_to_the_config(tmp_path: Path) -> None:
    settings = read(written(tmp_path))
    assert settings.var == tmp_path / "var"
    assert settings.folders == (tmp_path / "knowledge/documents", tmp_path / "var/library")


def test_every_path_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    settings = config.read({config.FILE_VARIABLE: "config.toml"})
    assert settings.var.is_absolute() and all(folder.is_absolute() for folder in settings.folders)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_missing_key_is_an_error_that_names_it(section: str, key: str, tmp_path: Path) -> None:
    rest = {name: value for name, value in WHOLE[section].items() if name != key}
    with pytest.raises(ConfigError, match=rf"`{key}` in \[{section}\] is missing"):
        read(written(tmp_path, **{section: rest}))


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_value_of_another_type_is_an_error_that_names_its_key(section: str, key: str, tmp_path: Path) -> None:
    wrong = {**WHOLE[section], key: {"a": "table"}}
    with pytest.raises(ConfigError, match=rf"`{key}` in \[{section}\] must be"):
        read(written(tmp_path, **{section: wrong}))


@pytest.mark.parametrize("section", sorted(WHOLE))
def test_an_unknown_key_is_an_error_that_names_it(section: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"`concurency` in \[{section}\] is not known"):
        read(written(tmp_path, **{section: {**WHOLE[section], "concurency": 1}}))


@pytest.mark.parametrize("extra", [{"name": "x"}, {}, "x"])
def test_an_unknown_section_is_an_error_that_names_it(extra: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="operater"):
        read(written(tmp_path, operater=extra))


def test_a_section_that_is_no_section_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[state\]"):
        read(written(tmp_path, state="var"))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("telegram", "concurrency", 0),
        ("telegram", "concurrency", 65),
        ("telegram", "concurrency", True),
        ("telegram", "concurrency", 1.5),
        ("telegram", "concurrency", "12"),
        ("telegram", "poll_seconds", -1),
        ("telegram", "poll_seconds", 51),
        ("telegram", "owner_chat", "12"),
        ("telegram", "owner_chat", 2**53),
        ("telegram", "quiet_minutes", -1),
        ("telegram", "quiet_minutes", 1441),
        ("web", "port", -1),
        ("web", "port", 65536),
        ("answers", "reopen_seconds", 0),
        ("answers", "reopen_seconds", 61),
    ],
)
def test_a_number_out_of_its_range_is_an_error_that_says_the_range(
    section: str, key: str, value: object, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=rf"`{key}` in \[{section}\] must be a whole number from -?\d+ to \d+"):
        read(written(tmp_path, **{section: {**WHOLE[section], key: value}}))


def telegram(**keys: Any) -> dict[str, Any]:
    return {**WHOLE["telegram"], **keys}


def test_as_packaged_the_bot_polls_and_serves_nothing() -> None:
    settings = config.read({})
    assert settings.receiver is ReceiverKind.POLLING and not settings.web_port and not settings.owner_chat


@pytest.mark.parametrize("value", ["pull", "", 1])
def test_an_unknown_receiver_is_an_error_that_names_the_known_ones(value: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`receiver` in \[telegram\] must be one of: polling, webhook"):
        read(written(tmp_path, telegram=telegram(receiver=value)))


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://bot.example.org/telegram", "https"),
        ("http://127.0.0.2/telegram", "https"),
        ("bot.example.org/telegram", "https"),
        ("https:///telegram", "https"),
        ("https://[bot/telegram", "no address"),
        ("https://bot.example.org:x/telegram", "no address"),
        ("https://bot.example.org:8080/telegram", "443, 80, 88, 8443"),
        ("https://bot.example.org", "path of its own"),
        ("https://bot.example.org/", "path of its own"),
        ("https://bot.example.org/readyz", "path of its own"),
        ("https://bot.example.org/{bot}", "path of its own"),
        ("https://bot.example.org/telegram?secret=1", "must end with its path"),
        ("https://bot.example.org/telegram#1", "must end with its path"),
        ("https://me:word@bot.example.org/telegram", "must end with its path"),
    ],
)
def test_a_webhook_that_telegram_could_not_call_is_an_error_that_says_why(
    url: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=rf"`webhook_url` in \[telegram\] .*{problem}"):
        read(written(tmp_path, telegram=telegram(webhook_url=url)))


@pytest.mark.parametrize(
    "url", ["https://bot.example.org/telegram", "https://bot.example.org:8443/a/b", "http://127.0.0.1:9/telegram"]
)
def test_with_its_address_and_a_port_the_bot_receives_by_webhook(url: str, tmp_path: Path) -> None:
    settings = read(
        written(
            tmp_path,
            telegram=telegram(receiver="webhook", webhook_url=url),
            web={"host": "127.0.0.1", "port": 8080, "metrics_port": 0},
        )
    )
    assert settings.receiver is ReceiverKind.WEBHOOK and settings.webhook_path == "/" + url.split("/", 3)[3]


def test_a_webhook_without_its_address_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`webhook_url` in \[telegram\] is needed"):
        read(
            written(
                tmp_path,
                telegram=telegram(receiver="webhook"),
                web={"host": "127.0.0.1", "port": 8080, "metrics_port": 0},
            )
        )


def test_a_webhook_without_a_port_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`port` in \[web\] is needed"):
        read(written(tmp_path, telegram=telegram(receiver="webhook", webhook_url="https://bot.example.org/x")))


def test_a_port_without_a_host_is_an_error_because_it_would_be_open_to_all(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`host` in \[web\] is needed"):
        read(written(tmp_path, web={"host": " ", "port": 8080, "metrics_port": 0}))


@pytest.mark.parametrize("value", [5, ["-100"], [True], [2**53], [1.5]])
def test_the_allowed_chats_are_a_list_of_ids(value: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`allowed_chats` in \[telegram\] must be a list of whole numbers"):
        read(written(tmp_path, telegram=telegram(allowed_chats=value)))


def test_the_owner_may_be_a_group_and_groups_may_be_allowed(tmp_path: Path) -> None:
    settings = read(written(tmp_path, telegram=telegram(owner_chat=-1001234567890, allowed_chats=[-5, -6])))
    assert (settings.owner_chat, settings.allowed_chats) == (-1001234567890, (-5, -6))


def test_the_list_of_folders_holds_texts_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`folders` in \[library\]"):
        read(written(tmp_path, library={"country": "ke", "folders": ["a", 1]}))


def test_without_a_folder_there_is_no_country_and_that_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`folders` in \[library\]"):
        read(written(tmp_path, library={"country": "ke", "folders": []}))


@pytest.mark.parametrize("operator", [{"name": "Trust", "contact": ""}, {"name": "", "contact": "a@b"}])
def test_an_operator_needs_name_and_contact(operator: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[operator\] needs both `name` and `contact`"):
        read(written(tmp_path, operator=operator))


def test_a_named_operator_stands_behind_the_copy(tmp_path: Path) -> None:
    assert read(written(tmp_path, operator={"name": " Trust ", "contact": "a@b"})).has_operator


def test_spaces_are_no_operator(tmp_path: Path) -> None:
    assert not read(written(tmp_path, operator={"name": "  ", "contact": " "})).has_operator


def test_a_config_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read"):
        read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("content", [b"[operator", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_config_that_is_not_toml_is_an_error_that_names_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml cannot be read"):
        read(tmp_path / "config.toml")


def test_an_empty_variable_means_the_packaged_config() -> None:
    assert config.read({config.FILE_VARIABLE: ""}) == config.read({})


def test_token_and_key_come_from_the_environment_without_the_space_around_them(tmp_path: Path) -> None:
    settings = read(written(tmp_path), TELEGRAM_BOT_TOKEN=f" {TOKEN}\n", KURA_KEY=" a2V5 ")
    assert (settings.token, settings.key) == (TOKEN, "a2V5")


def test_without_variables_there_is_neither_token_nor_key(tmp_path: Path) -> None:
    settings = read(written(tmp_path))
    assert (settings.token, settings.key) == ("", "")


def test_the_key_file_lies_outside_var_unless_the_environment_names_one(tmp_path: Path) -> None:
    settings = read(written(tmp_path))
    assert settings.key_file == Path.home() / ".config/kura-salama/key"
    assert settings.var not in settings.key_file.parents
    assert read(written(tmp_path), KURA_KEY_FILE="/run/secrets/key").key_file == Path("/run/secrets/key")


def test_an_empty_key_file_variable_means_the_usual_place(tmp_path: Path) -> None:
    assert read(written(tmp_path), KURA_KEY_FILE="").key_file == Path.home() / ".config/kura-salama/key"


def test_secrets_stay_out_of_what_a_log_would_show(tmp_path: Path) -> None:
    settings = read(written(tmp_path), TELEGRAM_BOT_TOKEN=TOKEN, KURA_KEY="c2VjcmV0")
    assert TOKEN not in repr(settings) and "c2VjcmV0" not in repr(settings) and TOKEN not in str(settings)


def test_no_secret_may_stand_in_the_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="token"):
        read(written(tmp_path, telegram={**WHOLE["telegram"], "token": TOKEN}))


def test_an_error_does_not_repeat_the_value_that_may_be_a_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        read(written(tmp_path, telegram={**WHOLE["telegram"], "token": TOKEN}))
    assert TOKEN not in str(error.value)


def test_the_packaged_config_explains_every_key_range() -> None:
    text = config.FILE.read_text(encoding="utf-8")
    assert re.search("concurrency = .*1 to 64", text) and re.search("reopen_seconds = .*1 to 60", text)


def test_the_address_of_telegram_has_no_slash_at_its_end(tmp_path: Path) -> None:
    settings = read(written(tmp_path, telegram={**WHOLE["telegram"], "api_url": "http://localhost:1/"}))
    assert settings.api_url == "http://localhost:1"


def test_a_config_cannot_be_changed_after_reading(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        read(written(tmp_path)).country = "ug"  # type: ignore[misc]


def test_the_store_is_a_file_in_var_or_the_postgresql_that_is_named(tmp_path: Path) -> None:
    assert read(written(tmp_path)).database == tmp_path / "var" / "bot.sqlite"
    url = "postgresql://kura@db.example.org/kura"
    assert read(written(tmp_path, state={"var": "var", "database": url})).database == url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://kura@db/kura", "is empty or like"),
        ("postgresql://kura@db", "is empty or like"),
        ("postgresql://[kura", "is empty or like"),
        ("postgresql://kura:s3cr3t@db/kura", "give it in the variable PGPASSWORD"),
    ],
)
def test_a_database_that_cannot_be_used_is_an_error_that_does_not_repeat_it(
    url: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=problem) as error:
        read(written(tmp_path, state={"var": "var", "database": url}))
    assert "s3cr3t" not in str(error.value)
