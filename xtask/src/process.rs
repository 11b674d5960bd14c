//! Running programs.

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use crate::error::Failed;

/// The cargo that runs this task.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Shows the command, then runs it with its output on the terminal. It must succeed.
pub(crate) fn run(command: &mut Command) -> Result<(), Failed> {
    let line = line(command);
    println!("$ {line}");
    let status = command.status().map_err(|error| Failed::new(format!("{line}: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failed::new(format!("`{line}` failed: {status}"))) }
}

/// Runs the command without a word; its output, however it ended.
pub(crate) fn output(command: &mut Command) -> Result<Output, Failed> {
    let line = line(command);
    command.stdin(Stdio::null()).output().map_err(|error| Failed::new(format!("{line}: {error}")))
}

/// Whether the command can be run and succeeds, without a word.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success())
}

/// Where a program is, as the shell looks for it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,+@%》、".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/usr/bin/pki");
        command.args(["--in", "a b.pem", "it's", "", "測試公司2"]);
        assert_eq!(line(&command), r"pki --in 'a b.pem' 'it'\''s' '' 測試公司2");
    }
}
