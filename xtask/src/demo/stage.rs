//! Where the story is played: a folder, an environment, and the programs in it.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use crate::{
    error::Failed,
    process, setup,
    workspace::{Profile, Workspace},
};

/// The folder of one demo and what its programs find in their environment.
pub(crate) struct Stage {
    folder: PathBuf,
    programs: PathBuf,
    variables: BTreeMap<&'static str, String>,
    chapter: u32,
}

/// What of a program is shown.
enum Stream {
    Stdout,
    Stderr,
}

/// What a program said and how it ended.
pub(crate) struct Said {
    line: String,
    output: Output,
}

impl Stage {
    /// An empty folder in cargo's target folder, for the demo.
    pub(crate) fn new(workspace: &Workspace) -> Result<Self, Failed> {
        Self::at(workspace, "demo", Profile::Debug)
    }

    /// An empty folder of this name in cargo's target folder, and programs that were built so.
    pub(crate) fn at(workspace: &Workspace, name: &str, profile: Profile) -> Result<Self, Failed> {
        let folder = workspace.target.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Failed::file(&folder))?;
        }
        for name in ["cards", "tokens", "certificates", "saved", "home"] {
            let folder = folder.join(name);
            fs::create_dir_all(&folder).map_err(Failed::file(&folder))?;
        }
        let mut stage = Self {
            programs: workspace.target.join(profile.folder()),
            variables: BTreeMap::new(),
            chapter: 0,
            folder,
        };
        let here = |name: &str| stage.folder.join(name).display().to_string();
        let variables = [
            ("SCAP_CONFIG", here("home/config.toml")),
            ("SCAP_PKCS11_MODULE", setup::softhsm_module().display().to_string()),
            ("SCAP_SOFT_CARDS", here("cards")),
            ("SOFTHSM2_CONF", here("softhsm2.conf")),
            ("XDG_DATA_HOME", here("home")),
        ];
        stage.variables.extend(variables);
        let tokens = format!("directories.tokendir = {}\nobjectstore.backend = file\n", here("tokens"));
        stage.write("softhsm2.conf", &tokens)?;
        println!("\nEverything is in the folder {}", stage.folder.display());
        Ok(stage)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file of the folder.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Failed> {
        let path = self.path(name);
        fs::write(&path, text).map_err(Failed::file(&path))
    }

    /// Sets an environment variable for every program from now on.
    pub(crate) fn set(&mut self, name: &'static str, value: String) {
        self.variables.insert(name, value);
    }

    /// The same without it.
    pub(crate) fn unset(&mut self, name: &'static str) {
        self.variables.remove(name);
    }

    /// A new chapter of the story.
    pub(crate) fn chapter(&mut self, title: &str) {
        self.chapter += 1;
        println!("\n{}. {title}", self.chapter);
    }

    /// One line of the story.
    pub(crate) fn tell(&self, sentence: &str) {
        println!("\n   {sentence}");
    }

    /// Runs `scap` and shows it.
    pub(crate) fn scap(&self, arguments: &[&str]) -> Result<Said, Failed> {
        self.show(&mut self.command("scap", arguments), &[Stream::Stderr, Stream::Stdout])
    }

    /// Runs `scap --json` and shows it, but not what it says to people, which is in the JSON too.
    pub(crate) fn scap_json(&self, arguments: &[&str]) -> Result<Said, Failed> {
        self.show(&mut self.command("scap", &[&["--json"], arguments].concat()), &[Stream::Stdout])
    }

    /// Runs `scap --json` only to look something up: shows nothing, unless it fails.
    pub(crate) fn look_up(&self, arguments: &[&str]) -> Result<Value, Failed> {
        let mut command = self.command("scap", &[&["--json"], arguments].concat());
        let output = process::output(&mut command)?;
        if !output.status.success() {
            show_lines(&output.stderr);
        }
        Said { line: process::line(&command), output }.done()?.json()
    }

    /// Runs a program and shows it.
    pub(crate) fn program(&self, name: &str, arguments: &[&str]) -> Result<Said, Failed> {
        self.show(&mut self.command(name, arguments), &[Stream::Stderr, Stream::Stdout])
    }

    /// A program of ours, or one of the system, in the folder and with its variables.
    pub(crate) fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let ours = self.programs.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        let mut command = if ours.exists() { Command::new(ours) } else { Command::new(name) };
        let settings = env::vars_os().map(|(name, _)| name);
        for setting in settings.filter(|name| name.to_string_lossy().starts_with("SCAP_")) {
            command.env_remove(setting);
        }
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES");
        command.args(arguments).envs(&self.variables).env("LANG", "en_US.UTF-8").current_dir(&self.folder);
        command
    }

    /// Diagnostics come before the result, as they do at a terminal.
    fn show(&self, command: &mut Command, streams: &[Stream]) -> Result<Said, Failed> {
        let line = process::line(command);
        println!("   $ {line}");
        let output = process::output(command)?;
        for stream in streams {
            show_lines(match stream {
                Stream::Stdout => &output.stdout,
                Stream::Stderr => &output.stderr,
            });
        }
        Ok(Said { line, output })
    }

    /// A shell script that sets what the programs of this demo find in their environment.
    pub(crate) fn exports(&self) -> String {
        let variables = self.variables.iter().map(|(name, value)| format!("export {name}='{value}'\n"));
        let path = format!("export PATH='{}':\"$PATH\"\n", self.programs.display());
        variables.chain([path]).collect()
    }
}

impl Said {
    /// It must have succeeded.
    pub(crate) fn done(self) -> Result<Self, Failed> {
        self.ended(0)
    }

    /// It must have ended with this exit code.
    pub(crate) fn ended(self, code: i32) -> Result<Self, Failed> {
        if self.output.status.code() == Some(code) {
            return Ok(self);
        }
        Err(self.surprise(&format!("it should have exited with {code}: {}", self.output.status)))
    }

    /// It must have been refused: exit code 1 and this code in the JSON. Returns the details.
    pub(crate) fn refused(self, code: &str) -> Result<Value, Failed> {
        let said = self.ended(1)?;
        let answer = said.json()?;
        let error = answer.get("error").cloned().unwrap_or_default();
        let told = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        if told("code") != code || told("message").is_empty() || told("advice").is_empty() {
            return Err(said.surprise(&format!("{code} with message and advice was expected")));
        }
        Ok(error.get("details").cloned().unwrap_or_default())
    }

    /// The JSON on standard output.
    pub(crate) fn json(&self) -> Result<Value, Failed> {
        serde_json::from_slice(&self.output.stdout)
            .map_err(|error| self.surprise(&format!("its output is not JSON: {error}")))
    }

    /// The text on standard output must have this in it.
    pub(crate) fn contains(self, text: &str) -> Result<Self, Failed> {
        if String::from_utf8_lossy(&self.output.stdout).contains(text) {
            Ok(self)
        } else {
            Err(self.surprise(&format!("its output does not tell {text}")))
        }
    }

    fn surprise(&self, what: &str) -> Failed {
        Failed::new(format!("`{}`: {what}", self.line))
    }
}

fn show_lines(text: &[u8]) {
    String::from_utf8_lossy(text).lines().for_each(|line| println!("     {}", shortened(line)));
}

/// A line as it is shown: signatures are long.
fn shortened(line: &str) -> String {
    const WIDTH: usize = 110;
    match line.char_indices().nth(WIDTH) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
    }
}

/// A text at a place in JSON, such as `/holder/serial`.
pub(crate) fn text<'json>(json: &'json Value, place: &str) -> Result<&'json str, Failed> {
    let found = json.pointer(place).and_then(Value::as_str);
    found.ok_or_else(|| Failed::new(format!("no text at {place} in {json}")))
}

/// What is at a place in JSON must be this.
pub(crate) fn expect(json: &Value, place: &str, expected: impl Into<Value>) -> Result<(), Failed> {
    let expected = expected.into();
    if json.pointer(place) == Some(&expected) {
        Ok(())
    } else {
        Err(Failed::new(format!("{expected} was expected at {place} in {json}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_between_characters() {
        assert_eq!(shortened("短"), "短");
        assert_eq!(shortened(&"字".repeat(111)), format!("{}…", "字".repeat(110)));
    }

    #[test]
    fn a_surprise_in_an_answer_is_named() {
        let answer = serde_json::json!({ "holder": { "serial": "12" }, "slots": [] });
        assert_eq!(text(&answer, "/holder/serial").unwrap(), "12");
        assert!(expect(&answer, "/holder/serial", "12").is_ok());
        let failed = expect(&answer, "/holder/serial", "13").unwrap_err().to_string();
        assert!(failed.contains("\"13\"") && failed.contains("/holder/serial"), "{failed}");
        assert!(text(&answer, "/slots/0").is_err());
    }
}
