//! The words of Japanese prose about versions.

/// What a word does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A version, perhaps with a wildcard at its end.
    Version(String),
    /// The version before it names a branch.
    Branch,
    /// Up to the version, with it.
    UpTo,
    /// Before the version.
    Below,
    /// From the version on.
    From,
    /// From the version to the next one.
    Span,
    /// After the version.
    Above,
    /// Every version.
    All,
    /// Between alternatives.
    Join,
}

/// Every word that is known, longer ones before those that they begin with; none = without weight.
const WORDS: &[(&str, Option<Token>)] = &[
    ("およびそれ以前", Some(Token::UpTo)),
    ("及びそれ以前", Some(Token::UpTo)),
    ("およびそれより前", Some(Token::UpTo)),
    ("及びそれより前", Some(Token::UpTo)),
    ("ならびにそれ以前", Some(Token::UpTo)),
    ("並びにそれ以前", Some(Token::UpTo)),
    ("とそれ以前", Some(Token::UpTo)),
    ("とそれより前", Some(Token::UpTo)),
    ("およびそれ以降", Some(Token::From)),
    ("及びそれ以降", Some(Token::From)),
    ("とそれ以降", Some(Token::From)),
    ("および以前", Some(Token::UpTo)),
    ("及び以前", Some(Token::UpTo)),
    ("および以降", Some(Token::From)),
    ("及び以降", Some(Token::From)),
    ("and earlier", Some(Token::UpTo)),
    ("and later", Some(Token::From)),
    ("よりも前", Some(Token::Below)),
    ("より前", Some(Token::Below)),
    ("より以前", Some(Token::Below)),
    ("よりも古い", Some(Token::Below)),
    ("より古い", Some(Token::Below)),
    ("未満", Some(Token::Below)),
    ("以前", Some(Token::UpTo)),
    ("以下", Some(Token::UpTo)),
    ("まで", Some(Token::UpTo)),
    ("以降", Some(Token::From)),
    ("以上", Some(Token::From)),
    ("から", Some(Token::Span)),
    ("~", Some(Token::Span)),
    ("〜", Some(Token::Span)),
    ("- ", Some(Token::Span)),
    ("より後", Some(Token::Above)),
    ("よりも後", Some(Token::Above)),
    ("より新しい", Some(Token::Above)),
    ("を超える", Some(Token::Above)),
    ("すべて", Some(Token::All)),
    ("全て", Some(Token::All)),
    ("全バージョン", Some(Token::All)),
    ("all versions", Some(Token::All)),
    ("シリーズ", Some(Token::Branch)),
    ("系列", Some(Token::Branch)),
    ("系", Some(Token::Branch)),
    ("および", Some(Token::Join)),
    ("及び", Some(Token::Join)),
    ("ならびに", Some(Token::Join)),
    ("並びに", Some(Token::Join)),
    ("または", Some(Token::Join)),
    ("又は", Some(Token::Join)),
    ("と", Some(Token::Join)),
    ("、", Some(Token::Join)),
    (",", Some(Token::Join)),
    ("・", Some(Token::Join)),
    ("/", Some(Token::Join)),
    (";", Some(Token::Join)),
    ("\n", Some(Token::Join)),
    ("ファームウェア", None),
    ("ファームウエア", None),
    ("ソフトウェア", None),
    ("ソフトウエア", None),
    ("バージョン", None),
    ("ヴァージョン", None),
    ("リリース", None),
    ("firmware", None),
    ("versions", None),
    ("version", None),
    ("ver.", None),
    ("ver", None),
    ("rev.", None),
    ("の", None),
    ("で", None),
    ("かつ", None),
    ("。", None),
];

/// Cuts a text into its words; none = a word that is not known. Words of a name are skipped before the first version.
pub(super) fn read(text: &str) -> Option<Vec<Token>> {
    let text: String = text.chars().map(narrow).collect();
    let mut out: Vec<Token> = Vec::new();
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
        if rest.is_empty() {
            return Some(out);
        }
        if let Some((version, tail)) = version(rest) {
            out.push(Token::Version(version?));
            rest = tail;
        } else if let Some((token, tail)) = word(rest) {
            out.extend(token);
            rest = tail;
        } else if out.iter().all(|token| *token == Token::Join) {
            rest = name(rest)?;
        } else {
            return None;
        }
    }
}

/// Full-width signs, digits and letters as their narrow ones.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '‐' | '‑' | '–' | '−' => '-',
        '\r' => ' ',
        c => c,
    }
}

fn word(rest: &str) -> Option<(Option<Token>, &str)> {
    WORDS.iter().find_map(|(word, token)| {
        let (head, tail) = rest.split_at_checked(word.len())?;
        // `verify` is no `ver`.
        let whole = !word.ends_with(|c: char| c.is_ascii_alphabetic()) || !tail.starts_with(|c: char| c.is_ascii_alphabetic());
        (head.eq_ignore_ascii_case(word) && whole).then(|| (token.clone(), tail))
    })
}

/// A version at the beginning: `1.2.3`, `v1.2`, `5.x`; inner none = two versions with a dash between them, or half a one.
fn version(rest: &str) -> Option<(Option<String>, &str)> {
    let bare = rest.strip_prefix(['v', 'V', 'r', 'R']).map_or(rest, |bare| bare.trim_start_matches('.'));
    if !bare.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = bare.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '+' | '*')).unwrap_or(bare.len());
    let version = bare[..end].trim_end_matches(['.', '-', '_', '+']);
    let tail = &bare[version.len()..];
    let dotted = |piece: &str| piece.contains('.') && piece.starts_with(|c: char| c.is_ascii_digit());
    let two = version.split('-').filter(|piece| dotted(piece)).count() > 1;
    let broken = version.trim_end_matches(".*").contains('*');
    Some(((!two && !broken).then(|| version.to_owned()), tail))
}

/// The rest after a word of a name, in Latin letters or Katakana: other scripts may say something.
fn name(rest: &str) -> Option<&str> {
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    let first = rest.chars().next()?;
    let end = if katakana(first) {
        rest.find(|c: char| !katakana(c))
    } else if first.is_ascii_alphabetic() {
        rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '+' | '.'))
    } else {
        return None;
    };
    Some(&rest[end.unwrap_or(rest.len())..])
}
