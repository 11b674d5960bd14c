//! PINs and user codes are nowhere but in the files that they were given in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use scap_messages::{Language, Messages};
use scap_proto::Base64;
use scap_test_pki::fixed;

use crate::{
    config::proxy::{self, PROXY_PASSWORD, TestProxy},
    stage::{PIN, SIGNER_PIN, Stage, USER_CODE, args},
};

/// What a secret looks like: as it is, and inside base64 at each of its three alignments.
fn looks(secret: &str) -> Vec<String> {
    let base64 = |skip: usize| {
        let padded = format!("{}{secret}", "-".repeat(skip));
        let encoded = serde_json::to_string(&Base64::from(padded.into_bytes())).unwrap();
        let encoded = encoded.trim_matches('"').trim_end_matches('=');
        // The characters at both ends depend on what stands beside the secret.
        encoded[[0, 2, 3][skip]..encoded.len() - 1].to_owned()
    };
    [secret.to_owned(), base64(0), base64(1), base64(2)].into()
}

#[track_caller]
fn clean(place: &str, bytes: &[u8]) {
    for secret in [PIN, SIGNER_PIN, USER_CODE, PROXY_PASSWORD] {
        for look in looks(secret) {
            let found = bytes.windows(look.len()).any(|window| window == look.as_bytes());
            assert!(!found, "{secret} is in {place}");
        }
    }
}

/// Every file below this folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_secret_is_recognised_wherever_it_hides() {
    for secret in [PIN, SIGNER_PIN, USER_CODE, PROXY_PASSWORD] {
        // The two alphabets of base64 differ in what is neither letter nor digit.
        assert!(looks(secret)[1..].iter().all(|look| look.chars().all(|c| c.is_ascii_alphanumeric())));
        for before in ["", "{", "{\"", "{\"code\":\""] {
            let text = format!("{before}{secret}\"}}");
            let base64 = serde_json::to_string(&Base64::from(text.clone().into_bytes())).unwrap();
            let hidden = [text, base64];
            assert!(hidden.iter().all(|text| looks(secret).iter().any(|look| text.contains(look))));
        }
    }
}

#[test]
fn no_output_log_file_or_process_shows_a_secret() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("bob", &fixed::other_secondary());
    stage.serve(&[]);
    stage.take_out("boss");
    stage.take_out("bob");
    let messages = Messages::new(Language::English);
    let loud = ["-vvv", "--wait", "30", "--lang", "en"];
    let mut looked_at = 0;
    for arguments in [stage.activate("bob"), stage.issue("bob")] {
        let mut given = vec!["bob", "boss", "bob"].into_iter();
        let mut present = None;
        let run = stage.play(&[arguments, args(loud)].concat(), |child, line| {
            let prompts = ["insert-card-holder", "insert-card-signer"];
            if !prompts.iter().any(|id| messages.text(id, &[]) == line) {
                return;
            }
            // It waits now, so it can be looked at.
            for name in ["cmdline", "environ"] {
                let file = format!("/proc/{}/{name}", child.id());
                let bytes = fs::read(&file).unwrap();
                assert!(!bytes.is_empty());
                clean(&file, &bytes);
                looked_at += 1;
            }
            let card = given.next().unwrap();
            if let Some(present) = present.replace(card) {
                stage.take_out(present);
            }
            stage.put_in(card);
        });
        clean("stdout", &run.output);
        clean("stderr", run.stderr.as_bytes());
        // -vvv does tell something: this test looks at more than silence.
        assert!(run.stderr.contains("DEBUG"), "{run:?}");
        // Nor does it colour what goes into a file.
        assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
        assert_eq!(run.code, Some(0), "{run:?}");
        stage.take_out("bob");
    }
    assert_eq!(looked_at, 8, "one prompt of the activation, three of the issuance");

    stage.kill_server();
    let secrets = stage.folder().join("secrets");
    let files = files(stage.folder());
    for part in ["server.log", "registry.db", "state.json", "key.pem"] {
        assert!(files.iter().any(|file| file.ends_with(part)), "{part} was not looked at");
    }
    for file in files.iter().filter(|file| !file.starts_with(&secrets)) {
        clean(&file.display().to_string(), &fs::read(file).unwrap());
    }
}

#[test]
fn a_wrong_pin_or_code_is_not_told_either() {
    let mut stage = Stage::new();
    stage.add("amy", &fixed::secondary());
    stage.add("bob", &fixed::other_secondary());
    stage.serve(&[]);
    // Each is wrong for the card, and still somebody's secret.
    stage.write("secrets/pin", SIGNER_PIN);
    let pin = stage.scap(&[stage.activate("amy"), args(["-vvv", "--json"])].concat());
    assert_eq!(pin.json()["error"]["code"], "pin.incorrect");
    stage.write("secrets/pin", PIN);
    stage.write("secrets/code", format!("{USER_CODE}!"));
    let code = stage.scap(&[stage.activate("bob"), args(["-vvv", "--json"])].concat());
    assert_eq!(code.json()["error"]["code"], "user_code.incorrect");
    stage.kill_server();
    for run in [pin, code] {
        clean("stdout", &run.output);
        clean("stderr", run.stderr.as_bytes());
    }
    clean("server.log", &fs::read(stage.path("server.log")).unwrap());
}

#[test]
fn a_secret_in_the_environment_is_refused_and_not_repeated() {
    for variable in ["SCAP_PIN", "SCAP_SIGNER_PIN", "SCAP_USER_CODE"] {
        let mut stage = Stage::new();
        stage.set(variable, PIN);
        let run = stage.scap(&args(["readers", "--json", "-vvv"]));
        assert_eq!(run.code, Some(2), "{run:?}");
        let error = run.json()["error"].clone();
        assert_eq!(error["code"], "usage");
        assert!(error["details"]["reason"].as_str().unwrap().contains(variable), "{error}");
        clean("stdout", &run.output);
        clean("stderr", run.stderr.as_bytes());
    }
}

#[test]
fn a_pin_can_come_by_an_open_file_descriptor() {
    let stage = Stage::with_cards_and_server();
    stage.scap(&stage.issue("amy")).succeeded();
    // The shell opens the descriptor, as a script does.
    let script = "exec \"$0\" view --holder amy --pin-file /dev/fd/9 9<secrets/pin";
    let like = stage.command(&[]);
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_scap")])
        .env_clear()
        .envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(stage.folder())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_holders_number_is_masked_beside_the_answer_of_a_script() {
    let stage = Stage::with_cards_and_server();
    // The second run shows what is on the card as well.
    for _ in 0..2 {
        let run = stage.scap(&[stage.issue("amy"), args(["--yes", "--json"])].concat()).succeeded();
        assert_eq!(run.json()["certificate"]["holder_id"]["number"], "A123456789");
        assert!(!run.stderr.contains("A123456789"), "{run:?}");
        assert!(run.stderr.contains("A1******89"), "{run:?}");
    }
}

#[test]
fn the_proxys_password_is_in_the_file_for_its_owner_alone() {
    let stage = proxy::without_keyring();
    let proxy = TestProxy::new();
    let given = stage.write("secrets/password", PROXY_PASSWORD);
    for setting in [["proxy", &proxy.url], ["proxy_account", "me"]] {
        proxy::set(&stage, &setting);
    }
    let set = args(["config", "set", "proxy_password", "--value-file", &given, "-vvv", "--json"]);
    // It is told to the proxy, and so are a wrong account and one that comes in the address.
    let check = ["version", "--check", "--server", "http://127.0.0.1:1", "-vvv", "--json"];
    let in_address = proxy.url.replace("://", &format!("://somebody:{PROXY_PASSWORD}@"));
    let runs = [
        stage.scap(&set).succeeded(),
        stage.scap(&args(["config", "get", "proxy_password", "-vvv", "--json"])).succeeded(),
        stage.scap(&args(check)),
        stage.scap(&[args(check), args(["--proxy", &in_address])].concat()),
    ];
    assert_eq!(runs[2].json()["error"]["details"]["reason"], "refused", "{:?}", runs[2]);
    assert_eq!(runs[3].json()["error"]["details"]["reason"], "account_refused", "{:?}", runs[3]);
    for run in runs {
        clean("stdout", &run.output);
        clean("stderr", run.stderr.as_bytes());
    }
    assert!(proxy.asked().len() >= 2);
    let kept = stage.folder().join("home/config/scap/config.proxy-password");
    let secrets = stage.folder().join("secrets");
    let files = files(stage.folder());
    assert!(files.contains(&kept) && files.iter().any(|file| file.ends_with("config.toml")));
    for file in files.iter().filter(|file| **file != kept && !file.starts_with(&secrets)) {
        clean(&file.display().to_string(), &fs::read(file).unwrap());
    }
}

#[test]
fn a_byte_order_mark_before_a_pin_costs_no_try() {
    let stage = Stage::with_cards_and_server();
    stage.write("secrets/pin", format!("\u{feff}{PIN}\r\n"));
    stage.scap(&stage.issue("amy")).succeeded();
    assert_eq!(stage.tries("amy"), 3);
}
