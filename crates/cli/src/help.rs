//! The help of every verb and argument in the language of the environment, and how wrong arguments end.

use crate::Cli;
use crate::talk::exit;
use clap::error::ErrorKind;
use clap::{Command, CommandFactory as _};
use std::process::ExitCode;
use words::{Lang, Words};

/// The command line with its help in a language. English is what stands beside each verb in the source; the words hold the Japanese.
pub(crate) fn command(w: Words) -> Command {
    let command = Cli::command();
    if w.lang == Lang::Ja { worded(command, "", w) } else { command }
}

fn worded(command: Command, path: &str, w: Words) -> Command {
    let about = w.cli_verb(if path.is_empty() { "hinomi" } else { path });
    let command = if about == "–" { command } else { command.about(about) };
    let command = command.mut_args(|arg| {
        let help = w.cli_arg(&argument(path, arg.get_id().as_str(), w));
        if help == "–" { arg } else { arg.help(help) }
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let below = format!("{path} {name}");
        command.mut_subcommand(name, |sub| worded(sub, below.trim(), w))
    })
}

/// The key of an argument's words: its own of this verb, that of the verb's group, or the one that all verbs share.
fn argument(path: &str, id: &str, w: Words) -> String {
    let group = path.split(' ').next().unwrap_or(path);
    let keys = [format!("{path} {id}"), format!("{group} {id}")];
    keys.into_iter().find(|key| w.cli_arg(key) != "–").unwrap_or_else(|| id.to_owned())
}

/// Prints what the reading of the arguments came to: help and version are done, anything else is bad input.
pub(crate) fn ended(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(exit::BAD_INPUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every verb and argument with its path, and the English help in the source.
    fn walk(command: &Command, path: &str, seen: &mut impl FnMut(&str, Option<&str>, String)) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        seen(if path.is_empty() { "hinomi" } else { path }, None, about);
        for arg in command.get_arguments().filter(|arg| arg.is_positional() || !matches!(arg.get_id().as_str(), "help" | "version")) {
            seen(path, Some(arg.get_id().as_str()), arg.get_help().map(ToString::to_string).unwrap_or_default());
        }
        for sub in command.get_subcommands() {
            walk(sub, format!("{path} {}", sub.get_name()).trim(), seen);
        }
    }

    #[test]
    fn every_verb_and_argument_has_the_same_help_in_both_languages() {
        let (ja, en) = (Lang::Ja.words(), Lang::En.words());
        let mut wrong = Vec::new();
        walk(&Cli::command(), "", &mut |path, arg, source| {
            let key = arg.map_or_else(|| path.to_owned(), |id| argument(path, id, ja));
            let (ja, en) = if arg.is_some() { (ja.cli_arg(&key), en.cli_arg(&key)) } else { (ja.cli_verb(&key), en.cli_verb(&key)) };
            if ja == "–" || en.trim_end_matches('.') != source.trim_end_matches('.') {
                wrong.push(format!("{path} {}: source `{source}`, words `{en}`", arg.unwrap_or("")));
            }
        });
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
