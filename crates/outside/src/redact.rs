//! Keeps mail addresses out of logs.

/// Stands where an address was.
pub(crate) const REDACTED: &str = "[redacted]";

/// Replaces every word of `text` that contains an `@` by [`REDACTED`], leaving the brackets around it.
pub(crate) fn addresses(text: &str) -> String {
    text.split_inclusive(|c: char| c.is_whitespace() || "<>(),;\"".contains(c))
        .map(|piece| {
            let word = piece.trim_end_matches(|c: char| c.is_whitespace() || "<>(),;\"".contains(c));
            if word.contains('@') { format!("{REDACTED}{}", &piece[word.len()..]) } else { piece.to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn an_address_in_an_answer_is_not_logged() {
        assert_eq!(addresses("550 5.1.1 <someone@example.com>: user unknown"), "550 5.1.1 <[redacted]>: user unknown");
        assert_eq!(addresses("no mailbox for 受付@example.jp, sorry"), "no mailbox for [redacted], sorry");
        assert_eq!(addresses("421 try later"), "421 try later");
    }
}
