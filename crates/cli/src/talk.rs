//! How the program speaks: data on standard output, talk on standard error, one language, one place for exit codes.

use domain::refusal::Refusal;
use serde_json::Value;
use std::fs::File;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;
use words::{Lang, Words};

/// Megabytes of a file that goes into the body of a call; a server takes no larger body of JSON.
const BODY_MB_MAX: usize = 2;

/// Exit codes; `interfaces.md` §3.1.
pub(crate) mod exit {
    /// Refused by a rule, or failed.
    pub(crate) const FAILED: u8 = 1;
    /// Done, but a check that the caller asked for found something.
    pub(crate) const FOUND: u8 = 2;
    /// Not found, or no permission.
    pub(crate) const NOT_FOUND: u8 = 3;
    /// Bad input, wrong arguments included.
    pub(crate) const BAD_INPUT: u8 = 4;
    /// Somebody else changed it.
    pub(crate) const CONFLICT: u8 = 5;
    /// The server is not reachable.
    pub(crate) const UNREACHABLE: u8 = 6;

    /// The exit code of an HTTP status; every verb decides by this table alone.
    pub(crate) const fn of_status(status: u16) -> u8 {
        match status {
            200..=299 => 0,
            400 | 405 | 413 | 415 | 422 | 428 => BAD_INPUT,
            401 | 403 | 404 => NOT_FOUND,
            412 => CONFLICT,
            _ => FAILED,
        }
    }
}

/// The end of a verb that did not do what it was asked: its exit code, and what is said about it.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: u8,
    pub(crate) text: String,
}

impl Stop {
    /// Ends with a code and words; as an error for `?`.
    pub(crate) fn with(exit: u8, text: impl Into<String>) -> anyhow::Error {
        Self { exit, text: text.into() }.into()
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Stop {}

/// How the program speaks this time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) w: Words,
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

/// The language of the environment: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that says something; Japanese for `ja…`, else English.
pub(crate) fn language() -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    said.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::En)
}

impl Talk {
    /// Whether a person watches the talk: progress is drawn only then.
    pub(crate) fn watched(self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Writes a line of data; a closed pipe is not an error.
    pub(crate) fn out(self, line: &str) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Writes a line of talk.
    pub(crate) fn say(self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Writes data as JSON.
    pub(crate) fn data(self, value: &Value) {
        self.out(&serde_json::to_string_pretty(value).unwrap_or_default());
    }

    /// Writes the JSON where it was asked for, else says that it was done.
    pub(crate) fn done(self, value: &Value, line: &str) {
        if self.json { self.data(value) } else { self.say(&format!("✓ {line}")) }
    }

    /// Reads a file of at most so many megabytes; its size is counted while reading, because a device has none.
    pub(crate) fn file(self, file: &Path, limit_mb: usize, too_large: Refusal) -> anyhow::Result<Vec<u8>> {
        let most = limit_mb.saturating_mul(1_000_000);
        let bad = |error: std::io::Error| Stop::with(exit::BAD_INPUT, format!("{}: {error}", file.display()));
        let mut bytes = Vec::new();
        File::open(file).map_err(bad)?.take(most as u64 + 1).read_to_end(&mut bytes).map_err(bad)?;
        if bytes.len() > most { Err(self.refused(&too_large.into())) } else { Ok(bytes) }
    }

    /// Reads a file that goes into the body of a call.
    pub(crate) fn body_file(self, file: &Path) -> anyhow::Result<Vec<u8>> {
        self.file(file, BODY_MB_MAX, Refusal::BodyTooLarge { limit: format!("{BODY_MB_MAX} MB") })
    }

    /// Words an error of a use case that was called without HTTP, with the exit code that its status has.
    pub(crate) fn refused(self, error: &app::Error) -> anyhow::Error {
        let exit = exit::of_status(web::status(error));
        let faults = match error {
            app::Error::Fields(faults) => faults.iter().map(|fault| fault.refusal.clone()).collect(),
            other => other.refusal().into_iter().collect::<Vec<_>>(),
        };
        if faults.is_empty() {
            return Stop::with(exit, error.to_string());
        }
        let lines = faults.iter().map(|refusal| format!("{}: {}", refusal.code(), self.w.refusal(refusal)));
        let next = self.next_of(faults[0].code());
        Stop::with(exit, lines.chain(next).collect::<Vec<_>>().join("\n"))
    }

    /// The line that names the next command after a refusal, where one helps.
    pub(crate) fn next_of(self, code: &str) -> Option<String> {
        let next = self.w.cli_next(code);
        (next != "–").then(|| format!("→ {next}"))
    }

    /// The end of a verb by a problem document (RFC 9457), printed as `code: detail`, then each place in the body.
    pub(crate) fn problem(self, status: u16, problem: &Value) -> anyhow::Error {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        let code = text(problem, "code");
        let mut lines = match code.as_str() {
            "" => vec![format!("HTTP {status}")],
            _ => vec![format!("{code}: {}", text(problem, "detail"))],
        };
        for at in problem.get("errors").and_then(Value::as_array).into_iter().flatten() {
            let place = text(at, "pointer");
            // The sentence is not said twice.
            let said = text(at, "detail") == text(problem, "detail");
            lines.push(if said { format!("  {place}") } else { format!("  {place} {}: {}", text(at, "code"), text(at, "detail")) });
        }
        lines.extend(self.next_of(&code));
        Stop::with(exit::of_status(status), lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::exit::of_status;

    #[test]
    fn each_kind_of_answer_has_one_exit_code() {
        let cases =
            [(204, 0), (409, 1), (410, 1), (500, 1), (503, 1), (401, 3), (403, 3), (404, 3), (400, 4), (415, 4), (422, 4), (412, 5)];
        for (status, code) in cases {
            assert_eq!(of_status(status), code, "{status}");
        }
    }
}
