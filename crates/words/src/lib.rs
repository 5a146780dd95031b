//! Japanese and English sentences as typed functions: a text that lacks a language does not build.
//! Arguments come in the alphabetical order of their names, whatever their order in either language.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod refusal;
mod when;

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The tag in addresses and `lang` attributes.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a tag such as `ja` or `en-GB`, or none.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_', '.']).next()?.to_ascii_lowercase().as_str() {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language that an `Accept-Language` header prefers, by order and weight.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Self::from_tag) else { continue };
            let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            if best.is_none_or(|(_, held)| weight > held) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    /// The words of this language.
    #[must_use]
    pub const fn words(self) -> Words {
        Words { lang: self }
    }
}

/// Every text of the product in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub lang: Lang,
}

impl Words {
    /// Picks the text of this language from a pair.
    #[must_use]
    pub const fn pick<'t>(self, ja: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_is_the_one_with_the_greater_weight() {
        assert_eq!(Lang::from_accept("fr, en;q=0.4, ja;q=0.8"), Some(Lang::Ja));
        assert_eq!(Lang::from_accept("en-GB,en;q=0.9"), Some(Lang::En));
        assert_eq!(Lang::from_accept("fr"), None);
    }

    #[test]
    fn no_text_uses_a_word_that_the_term_pairs_forbid() {
        let never_ja = [
            "ぜい弱性",
            "エビデンス",
            "アドバイザリー",
            "通報",
            "チケット",
            "ハッカー",
            "ポストモーテム",
            "ステークホルダー",
            "公開する",
            "納期",
            "ヒット",
        ];
        let never_en = ["ticket", "hacker", "bulletin", "stakeholder", "postmortem", "SLA"];
        assert!(!ALL.is_empty());
        for (key, ja, en) in ALL {
            for word in never_ja {
                assert!(!ja.contains(word), "{key}: {word}");
            }
            for word in never_en {
                assert!(!en.contains(word), "{key}: {word}");
            }
        }
    }

    #[test]
    fn japanese_is_japanese_and_english_is_english() {
        for (key, _, en) in ALL.iter().filter(|(key, ..)| !key.starts_with("language")) {
            assert!(!en.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')), "{key}: {en}");
        }
    }
}
