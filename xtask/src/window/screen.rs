//! A screen in memory (Xvfb), a window on it, and a keyboard (xdotool).

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use crate::{demo::stage::Stage, error::Failed, process};

/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(20);

/// A screen that nobody sees.
pub(crate) struct Screen {
    xvfb: Child,
    display: String,
}

impl Screen {
    pub(crate) fn start() -> Result<Self, Failed> {
        let failed = |error: std::io::Error| Failed::new(format!("Xvfb: {error}"));
        let mut xvfb = Command::new("Xvfb")
            // It does not begin anew when its last window is closed: the next one might come in between.
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut number = String::new();
        if let Some(output) = xvfb.stdout.take() {
            BufReader::new(output).read_line(&mut number).map_err(failed)?;
        }
        match number.trim() {
            "" => Err(Failed::new("Xvfb did not start")),
            number => Ok(Self { display: format!(":{number}"), xvfb }),
        }
    }

    fn tool(&self, arguments: &[&str]) -> Result<String, Failed> {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", &self.display);
        let output = process::output(&mut command)?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

impl Screen {
    /// Takes a picture, for whoever looks for what went wrong.
    fn shoot(&self, file: &Path) {
        let mut command = Command::new("import");
        command.args(["-window", "root"]).arg(file).env("DISPLAY", &self.display);
        process::succeeds(&mut command);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Both fail if it has ended, which is as well.
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}

/// The window, and what it logged.
pub(crate) struct Window<'screen> {
    screen: &'screen Screen,
    child: Child,
    /// Its number among the windows of the screen.
    id: String,
    opened: Instant,
    lines: Receiver<(Instant, String)>,
    longest_frame: f64,
    /// Where a picture goes of what was shown when it went wrong.
    picture: PathBuf,
}

impl<'screen> Window<'screen> {
    /// Opens the window in Chinese, on the stage's cards and server.
    pub(crate) fn open(stage: &Stage, screen: &'screen Screen) -> Result<Self, Failed> {
        let mut command = stage.command("scap-gui", &["-vvv", "--lang", "zh-TW", "--soft-cards", "cards"]);
        command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY");
        // Software draws alike everywhere.
        command.env("LIBGL_ALWAYS_SOFTWARE", "1").stdin(Stdio::null()).stderr(Stdio::piped());
        let opened = Instant::now();
        let mut child = command.spawn().map_err(|error| Failed::new(format!("scap-gui: {error}")))?;
        let log = stage.path("window.log");
        let mut file = File::create(&log).map_err(Failed::file(&log))?;
        let (tell, lines) = channel();
        let stderr = child.stderr.take();
        thread::spawn(move || {
            for line in
                stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).lines()).map_while(Result::ok)
            {
                // The log is for people, and the other end may not listen any more.
                let _ = writeln!(file, "{line}");
                let _ = tell.send((Instant::now(), line));
            }
        });
        let picture = stage.path("window.png");
        let mut window =
            Self { screen, child, id: String::new(), opened, lines, longest_frame: 0.0, picture };
        window.id = window.until("the window", |window| {
            let found = window.screen.tool(&["search", "--onlyvisible", "--class", "scap-gui"]).ok()?;
            found.lines().last().filter(|id| !id.is_empty()).map(str::to_owned)
        })?;
        window.screen.tool(&["windowfocus", "--sync", &window.id])?;
        Ok(window)
    }

    /// How long it took until the first frame was drawn.
    pub(crate) fn first_frame(&mut self) -> Result<Duration, Failed> {
        let drawn = self.logs("the first frame was drawn")?;
        self.longest_frame = 0.0;
        Ok(drawn - self.opened)
    }

    /// Waits until it has logged this; tells when.
    pub(crate) fn logs(&mut self, what: &str) -> Result<Instant, Failed> {
        self.until(what, |window| {
            while let Some((at, line)) = window.line() {
                if line.contains(what) {
                    return Some(at);
                }
            }
            None
        })
    }

    /// The longest time that a frame since the first one kept the thread busy, in milliseconds.
    pub(crate) fn longest_frame(&mut self) -> f64 {
        while self.line().is_some() {}
        self.longest_frame
    }

    fn line(&mut self) -> Option<(Instant, String)> {
        let (at, line) = self.lines.try_recv().ok()?;
        let time = line.split_once("a frame was drawn milliseconds=").map(|(_, time)| time.trim().parse());
        if let Some(Ok(time)) = time {
            self.longest_frame = self.longest_frame.max(time);
        }
        Some((at, line))
    }

    /// The process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the title of the window says this.
    pub(crate) fn shows(&mut self, title: &str) -> Result<(), Failed> {
        self.until(title, |window| {
            let shown = window.screen.tool(&["getwindowname", &window.id]).ok()?;
            shown.contains(title).then_some(())
        })
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &[&str]) -> Result<(), Failed> {
        self.screen.tool(&[&["key", "--delay", "60"], keys].concat()).map(drop)
    }

    /// Types.
    pub(crate) fn types(&self, text: &str) -> Result<(), Failed> {
        self.screen.tool(&["type", "--delay", "30", text]).map(drop)
    }

    /// Closes it as a person does, and waits for that.
    pub(crate) fn close(mut self) -> Result<(), Failed> {
        self.shows("首頁")?;
        // The first of the tasks, backwards, is the last.
        self.press(&["shift+Tab", "Return"])?;
        let ended = self.until("the end of the window", |window| window.child.try_wait().ok().flatten())?;
        if ended.success() {
            Ok(())
        } else {
            Err(Failed::new(format!("the window ended with {ended}: see window.log")))
        }
    }

    fn until<T>(&mut self, what: &str, mut is: impl FnMut(&mut Self) -> Option<T>) -> Result<T, Failed> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(seen) = is(self) {
                return Ok(seen);
            }
            if Instant::now() > until {
                let shown = self.screen.tool(&["getwindowname", &self.id]).unwrap_or_default();
                self.screen.shoot(&self.picture);
                let see = self.picture.display();
                return Err(Failed::new(format!(
                    "{what} did not come; there is {shown:?}: see {see}, window.log"
                )));
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        // Both fail if it has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
