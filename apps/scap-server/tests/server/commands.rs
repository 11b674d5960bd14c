//! The operator's commands: exit codes, and messages that name what is wrong.

use std::process::Output;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{output::unread_pipe, process::Data};

fn text(output: &Output) -> String {
    [output.stdout.clone(), output.stderr.clone()].concat().try_into().unwrap()
}

#[test]
fn what_is_wrong_is_named_and_tells_by_exit_code() {
    let data = Data::new();
    let key = data.write("key.toml", "listen = \"127.0.0.1:0\"\nlisten_port = 1\n");
    let url = data.write("url.toml", "public_url = \"scap.example\"\n");
    let catalogue = data.write(
        "catalogue.json",
        r#"{"terms":{"version":"1","text":{"en":"x"}},"applications":[{"code":"A","name":"a","unit":[]}]}"#,
    );
    let cards = data.write("cards.csv", "serial,business_number,user_code\n1,12345672,sesame\n");
    let garbage = data.write("garbage.pem", "no certificate");
    let version = data.write("version.toml", "minimum_client = \"1.0\"\n");
    let newest = data.write("newest.toml", "newest_client = \"latest\"\n");
    let versions = data.write("versions.toml", "newest_client = \"1.9.9\"\nminimum_client = \"1.10.0\"\n");
    let table: [(&str, &[&str], i32, &str); 14] = [
        ("unknown key", &["--config", &key], 2, "listen_port"),
        ("no version", &["--config", &version], 2, "minimum_client"),
        ("no version", &["--config", &newest], 2, "newest_client"),
        ("nobody is served", &["--config", &versions], 2, "minimum_client 1.10.0 is newer"),
        ("no URL", &["--config", &url], 2, "config.url"),
        ("an address for all to hear", &["--listen", "0.0.0.0:0"], 2, "--insecure-http"),
        ("no public URL", &["--listen", "0.0.0.0:0", "--insecure-http"], 2, "public_url"),
        ("an unknown option", &["--port", "1"], 2, "--port"),
        ("no such file", &["--config", "nowhere.toml"], 1, "nowhere.toml"),
        (
            "a catalogue with an unknown field",
            &["import", "catalogue", &catalogue],
            1,
            "applications[0].unit",
        ),
        ("a card that is none", &["import", "cards", &cards], 1, "card 1: business_number"),
        ("an anchor that is none", &["import", "anchors", &garbage], 1, "garbage.pem"),
        ("an anchor that is none", &["--anchor", &garbage], 1, "garbage.pem"),
        ("a catalogue instead of a command", &["import", "nothing"], 2, "nothing"),
    ];
    for (name, arguments, code, expected) in table {
        let output = data.run(arguments);
        let text = text(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {text}");
        assert!(text.contains(expected), "{name}: {text}");
        assert!(!text.contains("sesame"), "{name}: {text}");
    }
}

#[test]
fn the_environment_stands_in_for_options_and_the_command_line_wins() {
    let data = Data::new();
    let everywhere = ("SCAP_SERVER_LISTEN", "0.0.0.0:0");
    let output = data.run_with(&[everywhere], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("0.0.0.0:0"), "{}", text(&output));
    let insecure = ("SCAP_SERVER_INSECURE_HTTP", "true");
    let output = data.run_with(&[everywhere, insecure], &[]);
    assert!(text(&output).contains("public_url"), "{}", text(&output));
    let output = data.run_with(&[everywhere], &["--listen", "192.0.2.1:0"]);
    assert!(text(&output).contains("192.0.2.1:0"), "{}", text(&output));
}

#[test]
fn the_example_configuration_is_taken() {
    let data = Data::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
    let text = std::fs::read_to_string(example).unwrap();
    // As it stands, every key is a comment; uncommented, every key is known.
    let uncommented = text.replace("\n#:", "\n").replace("/etc/", "nowhere/");
    let all = data.write("all.toml", &uncommented);
    for (config, expected) in [(example, "accounting: 0 signers"), (&all, "accounting: 0 signers")] {
        let output = data.run(&["--config", config, "accounting"]);
        assert!(self::text(&output).contains(expected), "{}", self::text(&output));
    }
    assert_eq!(text.matches("\n#:").count(), 12);
}

#[test]
fn checking_finds_a_log_that_was_tampered_with() {
    let data = Data::new();
    let sound = data.run(&["audit", "verify", "--heads"]);
    assert_eq!(sound.status.code(), Some(0));
    assert!(text(&sound).contains("2 entries, sound"), "{}", text(&sound));

    let database = data.folder.path().join("data/registry.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        let sql = "DROP TRIGGER audit_refuses_update; UPDATE audit SET details = '{}' WHERE number = 2";
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    for arguments in [&["audit", "verify"][..], &["check"]] {
        let output = data.run(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output).contains("audit entry 2 (entity -, position 2)"), "{}", text(&output));
        let unread = data.run_into(unread_pipe(), arguments);
        assert_eq!(unread.status.code(), Some(1), "also if nobody reads it");
    }
}
