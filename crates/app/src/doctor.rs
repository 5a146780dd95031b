//! Checks of an installation, each with a key that `words` explains in both languages.

use crate::{Clock, Config, Ctx, House, backup};
use domain::instant::Instant;
use std::path::Path;
use std::sync::Arc;

/// Free bytes below which a data directory is too full to go on safely.
const FREE_BYTES_MIN: u64 = 2_000_000_000;
/// Before this instant a clock is certainly wrong: 2026-01-01T00:00:00Z.
const CLOCK_MIN_MS: i64 = 1_767_225_600_000;
/// How far the newest entry of the log may lie ahead of the clock.
const CLOCK_AHEAD_MAX_MS: i64 = 60_000;

/// What a check looks at, in the order in which it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `data_dir`, `disk`, `key`, `clock`, `ledger`, `chain`, `library`, `feeds`, `mail`, `org`, `address`.
    pub what: &'static str,
    /// Whether it is as it should be.
    pub fine: bool,
    /// A value or the message of a machine; may be empty.
    pub detail: String,
}

fn found(what: &'static str, fine: bool, detail: impl Into<String>) -> Finding {
    Finding { what, fine, detail: detail.into() }
}

/// Looks at everything that can be looked at without leaving the machine.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let dir = config.server.data_dir.clone();
    let mut all = vec![found("data_dir", writable(&dir), dir.display().to_string())];
    all.extend(disk(&dir));
    all.extend(key(&dir));
    let now = Clock::Machine.now();
    all.push(found("clock", now.as_ms() > CLOCK_MIN_MS, now.to_rfc3339()));
    // Opening makes what is missing; only a directory that holds an installation is opened.
    if dir.join("secret.key").exists() {
        match House::open(config.clone(), Clock::Machine, false).await {
            Ok(house) => all.extend(inside(&house, now).await),
            Err(error) => all.push(found("ledger", false, error.to_string())),
        }
    }
    all.extend(settings(config));
    all
}

async fn inside(house: &Arc<House>, now: Instant) -> Vec<Finding> {
    let ctx = Ctx::system(house);
    let mut all = Vec::new();
    // An opened ledger has the newest schema this program knows: opening applies what is missing, after a copy, as `serve` does.
    all.push(found("ledger", true, store::MIGRATIONS.last().map_or("", |step| step.name)));
    match backup::verify_chain(&ctx).await {
        Ok(chain) => all.push(found("chain", chain.broken_at.is_none(), chain.broken_at.unwrap_or(chain.entries).to_string())),
        Err(error) => all.push(found("chain", false, error.to_string())),
    }
    let checked = house.known().map(|snapshot| snapshot.verify());
    all.push(match checked {
        Ok(Ok(records)) => found("library", true, records.to_string()),
        Ok(Err(error)) => found("library", false, error.to_string()),
        Err(error) => found("library", false, error.to_string()),
    });
    if !house.config.feeds.required.is_empty() {
        all.push(match crate::feed::list(&ctx).await {
            Ok((rows, _)) => {
                let missed: Vec<String> = rows.into_iter().filter(crate::feed::FeedRow::is_missed).map(|row| row.feed).collect();
                found("feeds", missed.is_empty(), missed.join(", "))
            }
            Err(error) => found("feeds", false, error.to_string()),
        });
    }
    let last = ctx.read(|tx, _| Ok(tx.last_event_at()?)).await.ok().flatten();
    if let Some(last) = last.filter(|last| last.as_ms() > now.as_ms() + CLOCK_AHEAD_MAX_MS) {
        all.push(found("clock", false, last.to_rfc3339()));
    }
    all
}

/// Whether a file can be made there.
fn writable(dir: &Path) -> bool {
    let probe = dir.join(".doctor");
    let made = std::fs::OpenOptions::new().write(true).create(true).truncate(true).open(&probe).is_ok();
    made && std::fs::remove_file(&probe).is_ok()
}

#[cfg(unix)]
fn disk(dir: &Path) -> Option<Finding> {
    let held = rustix::fs::statvfs(dir).ok()?;
    let free = held.f_bavail.saturating_mul(held.f_frsize);
    Some(found("disk", free >= FREE_BYTES_MIN, format!("{}.{} GB", free / 1_000_000_000, free / 100_000_000 % 10)))
}

#[cfg(not(unix))]
fn disk(_dir: &Path) -> Option<Finding> {
    None
}

/// The key of the house may be read by its owner only.
#[cfg(unix)]
fn key(dir: &Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let mode = std::fs::metadata(dir.join("secret.key")).ok()?.mode() & 0o777;
    Some(found("key", mode & 0o077 == 0, format!("{mode:o}")))
}

#[cfg(not(unix))]
fn key(_dir: &Path) -> Option<Finding> {
    None
}

fn settings(config: &Config) -> Vec<Finding> {
    let mail = match config.smtp_url() {
        Ok(url) => found("mail", url.is_some(), config.sender()),
        Err(error) => found("mail", false, error.to_string()),
    };
    let org = config.org != Config::default().org;
    let url = &config.server.public_url;
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|start| url.starts_with(start));
    vec![mail, found("org", org, &config.org.mail), found("address", config.secure() || local, url)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'f>(all: &'f [Finding], what: &str) -> &'f Finding {
        all.iter().find(|finding| finding.what == what).unwrap()
    }

    #[tokio::test]
    async fn a_good_directory_is_fine_and_a_missing_one_is_named() {
        let dir = std::env::temp_dir().join(format!("hinomi-doctor-{}", &crate::secret::fresh().unwrap()[..12]));
        let mut config = Config::default();
        config.server.data_dir.clone_from(&dir);
        assert!(!of(&examine(&config).await, "data_dir").fine);
        assert!(!dir.exists(), "a check makes nothing");
        drop(House::open(config.clone(), Clock::Machine, false).await.unwrap());
        let all = examine(&config).await;
        for what in ["data_dir", "clock", "ledger", "chain", "library"] {
            assert!(of(&all, what).fine, "{what}: {all:?}");
        }
        assert!(!of(&all, "mail").fine && !of(&all, "org").fine);
        config.feeds.required = vec!["kev".into()];
        assert_eq!(of(&examine(&config).await, "feeds").detail, "kev", "a required feed that never answered is named");
        config.server.public_url = "http://psirt.example.jp".into();
        assert!(!of(&examine(&config).await, "address").fine, "sign-ins over a network need TLS");
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
