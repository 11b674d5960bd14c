//! `cargo xtask bench window`: how soon the window is there, what it costs while nobody does anything, and how long it keeps
//! a person waiting at most.

use std::{fs, thread, time::Duration};

use super::{
    host,
    table::{median, range},
};
use crate::{
    demo::{stage::Stage, window::prepare},
    error::Failed,
    setup::{self, For},
    window::{Screen, Window, build, f2},
    workspace::{Profile, Workspace},
};

/// How often the window is opened.
const ROUNDS: usize = 9;
/// How long nobody does anything.
const IDLE: Duration = Duration::from_secs(10);

/// Builds, measures and prints the table as Markdown.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Window, For::Test])?;
    build(Profile::Release)?;
    let load = host::load();
    let workspace = Workspace::read()?;
    let mut stage = Stage::at(&workspace, "bench-window", Profile::Release)?;
    let server = prepare(&mut stage, &workspace)?;
    f2::activate(&mut stage)?;
    let screen = Screen::start()?;
    stage.chapter("Measuring");
    let mut first = Vec::new();
    for _ in 0..ROUNDS {
        let mut window = Window::open(&stage, &screen)?;
        first.push(window.first_frame()?.as_secs_f64() * 1000.0);
        window.close()?;
    }
    let mut window = Window::open(&stage, &screen)?;
    window.first_frame()?;
    window.shows("首頁")?;
    // What the start leaves to be done is done.
    thread::sleep(Duration::from_secs(2));
    let before = ticks(window.process())?;
    thread::sleep(IDLE);
    let idle = ticks(window.process())? - before;
    let (resident, anonymous) = (memory(window.process(), "VmRSS:")?, memory(window.process(), "RssAnon:")?);
    f2::issue(&stage, &mut window)?;
    let longest = window.longest_frame();
    let after = memory(window.process(), "VmRSS:")?;
    window.close()?;
    f2::check(&stage)?;
    server.stop(&mut stage)?;

    let program = workspace.target.join("release/scap-gui");
    let size = fs::metadata(&program).map_err(Failed::file(&program))?.len() / 1_000_000;
    println!("\n{}", host::machine(&load)?);
    println!("| What | |\n| --- | ---: |");
    let (middle, (least, most)) = (median(&first), range(&first));
    println!(
        "| from the start of the program to its first frame, median of {ROUNDS} | {middle:.0} ms ({least:.0}–{most:.0}) |"
    );
    println!("| processor time in {} s in which nobody does anything | {} ms |", IDLE.as_secs(), idle * 10);
    println!("| longest time that a frame took in F2 | {longest:.1} ms |");
    println!("| memory on the first page | {resident} MB, {anonymous} of it its own |");
    println!("| memory after F2 | {after} MB |");
    println!("| size of the program | {size} MB |");
    Ok(())
}

/// The processor time that a process has used, in hundredths of a second.
fn ticks(process: u32) -> Result<u64, Failed> {
    let text = read(process, "stat")?;
    // The name of the program may have spaces; after it user time is the twelfth field, system time the next.
    let fields = text.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let times = fields.split(' ').skip(11).take(2).map(|time| time.parse::<u64>().unwrap_or_default());
    Ok(times.sum())
}

/// What the system says of a process's memory, in megabytes.
fn memory(process: u32, what: &str) -> Result<u64, Failed> {
    let text = read(process, "status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
    Ok(kilobytes / 1000)
}

fn read(process: u32, what: &str) -> Result<String, Failed> {
    let path = std::path::PathBuf::from(format!("/proc/{process}/{what}"));
    fs::read_to_string(&path).map_err(Failed::file(&path))
}
