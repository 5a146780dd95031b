//! Atom feeds, RFC 4287.

/// A feed in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Permanent id, a URI.
    pub id: String,
    /// Title.
    pub title: String,
    /// Language tag.
    pub lang: String,
    /// Where the feed stands.
    pub url: String,
    /// The page that people read.
    pub page_url: String,
    /// Who publishes.
    pub author: String,
    /// RFC 3339; at least the newest entry's.
    pub updated: String,
    /// Entries in any order.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Permanent id, a URI.
    pub id: String,
    /// Title.
    pub title: String,
    /// The page that people read.
    pub url: String,
    /// First publication, RFC 3339 in UTC.
    pub published: String,
    /// Publication of the present version, RFC 3339 in UTC.
    pub updated: String,
    /// Plain text.
    pub summary: String,
}

/// Writes the feed, the newest entry first.
#[must_use]
pub fn write(feed: &Feed) -> Vec<u8> {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape(&feed.lang)
    );
    element(&mut out, 2, "id", &feed.id);
    element(&mut out, 2, "title", &feed.title);
    element(&mut out, 2, "updated", &feed.updated);
    out.push_str(&format!("  <author>\n    <name>{}</name>\n  </author>\n", escape(&feed.author)));
    out.push_str(&format!("  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n", escape(&feed.url)));
    out.push_str(&format!("  <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", escape(&feed.page_url)));
    let mut entries: Vec<&Entry> = feed.entries.iter().collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| b.id.cmp(&a.id)));
    for entry in entries {
        out.push_str("  <entry>\n");
        element(&mut out, 4, "id", &entry.id);
        element(&mut out, 4, "title", &entry.title);
        out.push_str(&format!("    <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", escape(&entry.url)));
        element(&mut out, 4, "published", &entry.published);
        element(&mut out, 4, "updated", &entry.updated);
        element(&mut out, 4, "summary", &entry.summary);
        out.push_str("  </entry>\n");
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

fn element(out: &mut String, indent: usize, name: &str, text: &str) {
    out.push_str(&format!("{:indent$}<{name}>{}</{name}>\n", "", escape(text)));
}

/// Escapes for text and quoted attributes; characters that XML 1.0 cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if c < ' ' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_title_stays_text() {
        let entry = Entry {
            id: "urn:x:1".into(),
            title: "<b>&\"\u{1}".into(),
            url: "https://e.example/a?b=1&c=2".into(),
            published: "2026-01-01T00:00:00Z".into(),
            updated: "2026-01-01T00:00:00Z".into(),
            summary: "要約".into(),
        };
        let feed = Feed {
            id: "urn:x".into(),
            title: "t".into(),
            lang: "ja".into(),
            url: "u".into(),
            page_url: "p".into(),
            author: "a".into(),
            updated: "2026-01-01T00:00:00Z".into(),
            entries: vec![entry],
        };
        let text = String::from_utf8(write(&feed)).unwrap();
        assert!(text.contains("<title>&lt;b&gt;&amp;&quot;</title>"));
        assert!(text.contains("href=\"https://e.example/a?b=1&amp;c=2\""));
        assert!(text.contains("<summary>要約</summary>"));
    }
}
