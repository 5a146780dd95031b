//! Systems of numbers of vulnerabilities that are registered with the standard.

/// Whether a number is one of a system; none when the system is not registered (registry of 2026-02-06).
pub(in crate::csaf::rules::draft) fn fits(system: &str, number: &str) -> Option<bool> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let counted = |text: &str| digits(text) && !text.starts_with('0');
    match system {
        "https://github.com/oasis-tcs/csaf" => Some(number.strip_prefix('#').is_some_and(counted)),
        "https://euvd.enisa.europa.eu" => {
            let parts = number.strip_prefix("EUVD-").and_then(|rest| rest.split_once('-'));
            Some(parts.is_some_and(|(year, rest)| year.len() == 4 && counted(year) && rest.len() >= 4 && digits(rest)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn numbers_fit_their_system() {
        assert_eq!(fits("https://euvd.enisa.europa.eu", "EUVD-2026-4660"), Some(true));
        assert_eq!(fits("https://github.com/oasis-tcs/csaf", "Issue 1217"), Some(false));
        assert_eq!(fits("GitHub", "#1"), None);
    }
}
