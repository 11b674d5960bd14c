//! The program that puts a card into a virtual reader.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use pcsc::{Context, Protocols, ReaderState, Scope, ShareMode, State};
use scap_virtual_card::pcscd::with_pcscd;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scap-virtual-card"));
    command.args(arguments);
    command
}

fn output(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

#[test]
fn refuses_what_it_does_not_understand() {
    let table = [
        "--fault=1",
        "--fault=0=vanish-after",
        "--fault=1=vanish",
        "--fault=1=vanish-after:2",
        "--fault=1=tear",
        "--fault=1=slow:x",
        "--fault=1=garbage:012",
        "--fault=1=garbage:0é",
        "--fault=1=status:12345",
        "--area-path=3F00/12",
        "--area-path=",
        "--area-path=3F00",
        "--area-size=0",
        "--pin-reference=100",
        "--class=00,1FF",
    ];
    for argument in table {
        let output = output(&[argument, "--port=1"]);
        assert_eq!(output.status.code(), Some(2), "{argument}: {output:?}");
    }
}

#[test]
fn tells_when_nobody_waits_on_the_port() {
    let output = output(&["--port=1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("port 1"), "{output:?}");
}

#[test]
fn runs_a_program_that_finds_the_card() {
    let arguments = ["--number", "TP42", "--", "opensc-tool", "-s", "80A4080C0409000903", "-s", "80B0000004"];
    let output_of_tool = output(&arguments);
    assert!(String::from_utf8_lossy(&output_of_tool.stdout).contains("TP42"), "{output_of_tool:?}");
    assert_eq!(output(&["--", "sh", "-c", "exit 7"]).status.code(), Some(7));
    assert_eq!(output(&["--", "/nowhere/at-all"]).status.code(), Some(1));
}

#[test]
fn the_card_is_as_the_options_say_until_it_vanishes() {
    with_pcscd("the_card_is_as_the_options_say_until_it_vanishes", 1, |pcscd| {
        let reader = &pcscd.readers()[0];
        let port = reader.port().to_string();
        let options = [
            "--port",
            &port,
            "--pin",
            "4711",
            "--pin-reference",
            "01",
            "--pad",
            "8",
            "--tries",
            "5",
            "--class",
            "80",
            "--number",
            "TP01",
            "--area-path",
            "3F00/0A00/0A01",
            "--area-size",
            "300",
            "--fault",
            "2=status:6F00",
            "--fault",
            "7=vanish-before",
        ];
        let mut child: Child = program(&options).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().contains(&port));

        let context = Context::establish(Scope::System).unwrap();
        let name = std::ffi::CString::new(reader.name()).unwrap();
        let mut states = [ReaderState::new(name.clone(), State::UNAWARE)];
        let deadline = Instant::now() + Duration::from_secs(10);
        while !states[0].event_state().contains(State::PRESENT) {
            let left = deadline.saturating_duration_since(Instant::now());
            states[0].sync_current_state();
            context.get_status_change(left, &mut states).unwrap();
        }
        let card = context.connect(&name, ShareMode::Shared, Protocols::T1).unwrap();
        let rows: [(&[u8], &[u8]); 6] = [
            (&[0x80, 0x20, 0, 1], &[0x63, 0xC5]),
            (&[0x80, 0x20, 0, 1], &[0x6F, 0x00]),
            (b"\x80\x20\0\x01\x084711\xFF\xFF\xFF\xFF", &[0x90, 0x00]),
            (&[0x80, 0xA4, 8, 0, 4, 0x0A, 0x00, 0x0A, 0x01], &[0x90, 0x00]),
            (&[0x80, 0xB0, 0x01, 0x2B, 2], &[0x00, 0x62, 0x82]),
            (&[0x00, 0xB0, 0, 0, 1], &[0x6E, 0x00]),
        ];
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        for (command, answer) in rows {
            assert_eq!(card.transmit(command, &mut buffer), Ok(answer), "{command:02X?}");
        }
        assert_eq!(card.transmit(&[0x80, 0xB0, 0, 0, 1], &mut buffer), Ok(&[][..]));
        assert!(lines.next().unwrap().unwrap().contains("command 7"));
        assert!(child.wait().unwrap().success());
    });
}
