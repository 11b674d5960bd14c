//! `cargo xtask bench cards`: what `scap-card` adds to the bare calls of PC/SC and PKCS#11, on a virtual card and SoftHSM2.

use std::collections::BTreeMap;

use super::{
    host,
    table::{median, range, thousands},
    worker::Pinned,
};
use crate::{
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::Workspace,
};

/// A row of the table: what the program calls it, what it is a multiple of, and what it is, in Markdown.
struct Row(&'static str, Option<&'static str>, &'static str);

const ROWS: &[Row] = &[
    Row("write-bare", Some("write-bare"), "**write 4096 bytes: the commands alone, by `pcsc`, the unit**"),
    Row("write-read-back", Some("write-bare"), "… those that read back what was written"),
    Row("write-connected", Some("write-bare"), "… all, with connecting, by `pcsc`"),
    Row("write-ours", Some("write-bare"), "… **by `with_card` and `FileArea::write`**"),
    Row("read-bare", Some("read-bare"), "**read 4096 bytes: the commands alone, by `pcsc`, the unit**"),
    Row("read-connected", Some("read-bare"), "… with connecting, by `pcsc`"),
    Row("read-ours", Some("read-bare"), "… **by `with_card` and `FileArea::read`**"),
    Row("connect-connected", Some("connect-connected"), "**connecting alone: by `pcsc`, the unit**"),
    Row("connect-ours", Some("connect-connected"), "… by `with_card`"),
    Row(
        "insertion-bare",
        Some("insertion-bare"),
        "**from insertion to the return of `SCardGetStatusChange`, the unit**",
    ),
    Row("insertion-ours", Some("insertion-bare"), "… to the event of `ReaderMonitor`"),
    Row("insertion-added", None, "… what that adds"),
    Row(
        "removal-bare",
        Some("removal-bare"),
        "**from removal to the return of `SCardGetStatusChange`, the unit**",
    ),
    Row("removal-ours", Some("removal-bare"), "… to the event of `ReaderMonitor`"),
    Row("removal-added", None, "… what that adds"),
    Row(
        "sign-bare",
        Some("sign-bare"),
        "**session, certificate, log-in, signature: by `cryptoki`, the unit**",
    ),
    Row("sign-ours", Some("sign-bare"), "… by `open`, `verify_pin` and `sign`"),
];

/// How often everything is measured, unless it is said.
const ROUNDS: u32 = 15;

/// Reads the flags; `None` if they are none.
pub(crate) fn rounds(flags: &[&str]) -> Option<u32> {
    match flags {
        [] => Some(ROUNDS),
        ["--rounds", rounds] => rounds.parse().ok().filter(|rounds| *rounds > 0),
        _ => None,
    }
}

/// Builds, measures and prints the table as Markdown.
pub(crate) fn run(rounds: u32) -> Result<(), Failed> {
    setup::install_for(&[For::BenchCards])?;
    let load = host::load();
    let workspace = Workspace::read()?;
    let folder = workspace.target.join("bench");
    process::run(
        cargo(&[
            "build",
            "--quiet",
            "--release",
            "--features=cards",
            "--bin=scap-bench-cards",
            "--manifest-path",
        ])
        .arg(workspace.root.join("bench/Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder),
    )?;
    println!("Measuring {rounds} rounds of one or two seconds.");
    // The client, the daemon and the card wait for each other: on several processors it would depend on where each of
    // them happens to run.
    let mut program = Pinned::new().command(&folder.join("release/scap-bench-cards"));
    let printed = process::output(program.arg(rounds.to_string()))?;
    if !printed.status.success() {
        return Err(Failed::new(format!("scap-bench-cards: {}", String::from_utf8_lossy(&printed.stderr))));
    }
    let figures = Figures::read(&String::from_utf8_lossy(&printed.stdout));
    println!("\n{}\n{}", host::describe_cards(rounds, &load)?, figures.counts()?);
    print!("\n{}", figures.table()?);
    Ok(())
}

/// What was printed: all figures of each name.
struct Figures(BTreeMap<String, Vec<f64>>);

impl Figures {
    fn read(printed: &str) -> Self {
        let mut figures = BTreeMap::<String, Vec<f64>>::new();
        for (name, value) in printed.lines().filter_map(|line| line.split_once(' ')) {
            if let Ok(value) = value.parse() {
                figures.entry(name.to_owned()).or_default().push(value);
            }
        }
        Self(figures)
    }

    fn of(&self, name: &str) -> Result<&[f64], Failed> {
        let figures = self.0.get(name).map(Vec::as_slice);
        figures.ok_or_else(|| Failed::new(format!("scap-bench-cards tells nothing of {name}")))
    }

    fn counts(&self) -> Result<String, Failed> {
        let [write, read_back, read] = ["#write", "#write-read-back", "#read"].map(|name| self.of(name));
        let (write, read_back, read) = (median(write?), median(read_back?), median(read?));
        Ok(format!("A write takes {write} commands, {read_back} of which read back; a read takes {read}."))
    }

    fn table(&self) -> Result<String, Failed> {
        let mut table = "| What | µs | its range | of the unit | its range |\n\
                         | --- | ---: | ---: | ---: | ---: |\n"
            .to_owned();
        for Row(name, unit, text) in ROWS {
            let times = self.of(name)?;
            let (low, high) = range(times);
            table += &format!("| {text} | {} | {} to {} |", whole(median(times)), whole(low), whole(high));
            if let Some(unit) = unit {
                // Each ratio is taken within a round.
                let ratios: Vec<f64> =
                    times.iter().zip(self.of(unit)?).map(|(time, unit)| time / unit).collect();
                let (low, high) = range(&ratios);
                table += &format!(" {:.2} | {low:.2}–{high:.2} |\n", median(&ratios));
            } else {
                table += " | |\n";
            }
        }
        Ok(table)
    }
}

/// A whole number, which may be below zero.
fn whole(value: f64) -> String {
    let value = value.round();
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", thousands(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_within_a_round() {
        let mut printed = String::new();
        for Row(name, ..) in ROWS {
            printed += &format!("{name} 1000\n{name} 4000\n");
        }
        let printed = printed
            .replace("write-ours 1000", "write-ours 1100")
            .replace("write-ours 4000", "write-ours 5200");
        let table = Figures::read(&printed).table().map_err(|failed| failed.to_string());
        let expected = "`FileArea::write`** | 3,150 | 1,100 to 5,200 | 1.20 | 1.10–1.30 |\n";
        assert!(table.as_ref().is_ok_and(|table| table.contains(expected)), "{table:?}");
    }

    #[test]
    fn less_than_nothing_is_written_with_a_sign() {
        assert_eq!([-2500.4, -0.4, 12.5].map(whole), ["−2,500", "0", "13"]);
    }
}
