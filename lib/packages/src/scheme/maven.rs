//! Maven: numbers and words by turns, as `ComparableVersion` of Maven 3.9 and 4 orders them.
//!
//! `.`, `-`, `_` and the place where digits and letters meet part the tokens. Zeros before a word, a dash or the end have
//! no weight, so that `2-x`, `2.0.x` and `2.0.0.x` are one version. Words rise from `alpha` by `beta`, `milestone`, `rc`
//! and `snapshot` to the release itself (`ga`, `final`, `release` or nothing) and `sp`; other words follow by their
//! letters, then a number after a dash, then one after a dot. Case does not count. Source: the POM reference, "Version
//! Order Specification"; MNG-7644 for zeros before words and MNG-7714 for a word after `final`.

use std::borrow::Cow;

use super::key::{Writer, is_number, runs};

const END: i8 = 0;
const SP: i8 = 1;
const WORD: i8 = 2;
const DASH_NUMBER: i8 = 3;
const DOT_NUMBER: i8 = 4;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    if version.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let small = if version.chars().any(char::is_uppercase) { Cow::Owned(version.to_lowercase()) } else { Cow::Borrowed(version) };
    let mut tokens = Tokens { w, released: false };
    let mut dash = false;
    let mut rest = &*small;
    loop {
        let end = rest.bytes().position(|b| matches!(b, b'.' | b'-' | b'_')).unwrap_or(rest.len());
        let piece = &rest[..end];
        if piece.is_empty() {
            tokens.number(dash, "0");
        }
        let mut pieces = runs(piece).peekable();
        while let Some(run) = pieces.next() {
            if is_number(run) {
                tokens.number(dash, run);
            } else {
                tokens.word(run, pieces.peek().is_some());
            }
            // Where digits and letters meet, a dash is understood.
            dash = true;
        }
        let Some(separator) = rest.as_bytes().get(end) else { break };
        dash = *separator != b'.';
        rest = &rest[end + 1..];
    }
    w.trim();
    w.mark(END);
    Some(())
}

struct Tokens<'a> {
    w: &'a mut Writer,
    /// Whether the last token is a word for the release itself.
    released: bool,
}

impl Tokens<'_> {
    fn number(&mut self, dash: bool, run: &str) {
        if dash {
            self.w.trim();
        }
        self.w.light_number(if dash { DASH_NUMBER } else { DOT_NUMBER }, run);
        self.released = false;
    }

    fn word(&mut self, run: &str, before_digits: bool) {
        let release = matches!(run, "ga" | "final" | "release");
        // A word for the release has weight when another word follows: `1.0.final-x` comes before `1.0-sp-x`.
        if self.released && !release { self.w.settle() } else { self.w.trim() }
        self.released = release;
        match run {
            "alpha" => self.w.mark(-5),
            "a" if before_digits => self.w.mark(-5),
            "beta" => self.w.mark(-4),
            "b" if before_digits => self.w.mark(-4),
            "milestone" => self.w.mark(-3),
            "m" if before_digits => self.w.mark(-3),
            "rc" | "cr" => self.w.mark(-2),
            "snapshot" => self.w.mark(-1),
            "sp" => self.w.mark(SP),
            _ if release => self.w.light_mark(END),
            _ => self.w.text(WORD, run),
        }
    }
}
