//! 6.1.12: language tags name a language. Tags of three letters and more are judged by their form alone.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

/// The languages of ISO 639-1, which are the subtags of two letters in BCP 47.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en \
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki \
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj \
    om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt \
    tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for key in ["lang", "source_lang"] {
        let Some(tag) = text(doc.at("/document"), key) else { continue };
        let primary = tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        if primary.len() == 2 && !LANGUAGES.split(' ').any(|known| known == primary) {
            found(format!("/document/{key}"), format!("`{primary}` is no language"));
        }
    }
}
