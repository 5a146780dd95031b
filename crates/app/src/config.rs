//! Configuration: `hinomi.toml`, each key optional, with a twin in the environment.

use crate::{Error, Result};
use domain::calendar::Calendar;
use domain::viewer::Approver;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What an installation is set to; `interfaces.md` §4.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Listener, addresses, data directory.
    pub server: Server,
    /// Public side.
    pub public: Public,
    /// Organisation.
    pub org: Org,
    /// Patterns of numbers.
    pub ids: Ids,
    /// Own deadlines.
    pub deadlines: Deadlines,
    /// Embargo terms.
    pub embargo: EmbargoTerms,
    /// Who approves.
    pub approval: Approval,
    /// Mail.
    pub mail: Mail,
    /// Sign-in.
    pub auth: Auth,
    /// Limits of entrances.
    pub limits: Limits,
}

/// Listener, addresses, data directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// Address under which people reach it, without a slash at the end.
    pub public_url: String,
    /// Data directory.
    pub data_dir: PathBuf,
    /// File that holds a PostgreSQL address; empty = SQLite in the data directory.
    pub database_url_file: String,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:7080".into(),
            public_url: "http://127.0.0.1:7080".into(),
            data_dir: "data".into(),
            database_url_file: String::new(),
        }
    }
}

/// Public side.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Public {
    /// Language where nothing else decides.
    pub default: String,
    /// Language of the CSAF documents.
    pub csaf_lang: String,
}

impl Default for Public {
    fn default() -> Self {
        Self { default: "ja".into(), csaf_lang: "en".into() }
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Both {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// Organisation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Org {
    /// Its name.
    pub name: Both,
    /// Name of its PSIRT.
    pub psirt: Both,
    /// Mail address of its PSIRT.
    pub mail: String,
    /// `JP` for Japanese national holidays, empty for none.
    pub holidays: String,
    /// Company closure days, `YYYY-MM-DD`.
    pub closures: Vec<String>,
}

impl Default for Org {
    fn default() -> Self {
        Self {
            name: Both { ja: "未設定の組織".into(), en: "Organisation not set".into() },
            psirt: Both { ja: "PSIRT".into(), en: "PSIRT".into() },
            mail: "psirt@localhost".into(),
            holidays: "JP".into(),
            closures: Vec::new(),
        }
    }
}

/// Patterns of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ids {
    /// Cases.
    pub case: String,
    /// Advisories.
    pub advisory: String,
}

impl Default for Ids {
    fn default() -> Self {
        Self { case: "PSIRT-{yyyy}-{seq:04}".into(), advisory: "SA-{yyyy}-{seq:04}".into() }
    }
}

/// Own deadlines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deadlines {
    /// Business days within which a person writes back to a reporter.
    pub ack_business_days: u32,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { ack_business_days: 2 }
    }
}

/// Embargo terms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmbargoTerms {
    /// Days shown on the form; sending it is agreement.
    pub default_days: i64,
    /// Days at most.
    pub max_days: i64,
}

impl Default for EmbargoTerms {
    fn default() -> Self {
        Self { default_days: 90, max_days: 365 }
    }
}

/// Who approves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Approval {
    /// Hats that must approve an advisory, one person each: `pr`, `legal`.
    pub advisory: Vec<String>,
}

impl Default for Approval {
    fn default() -> Self {
        Self { advisory: vec!["pr".into(), "legal".into()] }
    }
}

/// Mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// File that holds the SMTP address; empty = mail waits in the outbox.
    pub smtp_url_file: String,
    /// Sender; empty = the PSIRT's address.
    pub from: String,
}

/// Sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// Hours after which a session ends.
    pub login_hours: i64,
}

impl Default for Auth {
    fn default() -> Self {
        Self { login_hours: 12 }
    }
}

/// Limits of entrances.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Megabytes (1,000,000 bytes) of an SBOM as sent.
    pub sbom_mb: usize,
    /// Megabytes of an SBOM after decompression.
    pub sbom_unpacked_mb: usize,
    /// Posts of one address to public entrances within a minute.
    pub posts_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sbom_mb: 64, sbom_unpacked_mb: 256, posts_per_minute: 30 }
    }
}

/// A configuration file in which every key stands, commented out, with its default.
pub const TEMPLATE: &str = include_str!("hinomi.toml");

/// Bytes of a configuration file.
const CONFIG_BYTES_MAX: u64 = 1_000_000;

impl Config {
    /// Reads a file and the environment's twins `HINOMI_SECTION__KEY`; the environment wins.
    ///
    /// # Errors
    /// The file is unreadable, or a key is unknown or of another type; the message names it.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Self> {
        let mut table = match file {
            None => toml::Table::new(),
            Some(path) => read_table(path)?,
        };
        for (name, value) in environment {
            let Some((section, key)) = name.strip_prefix("HINOMI_").and_then(|rest| rest.split_once("__")) else { continue };
            let section = table.entry(section.to_lowercase()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let Some(section) = section.as_table_mut() {
                let value = value.parse::<i64>().map_or(toml::Value::String(value), toml::Value::Integer);
                section.insert(key.to_lowercase(), value);
            }
        }
        let config: Self = table.try_into().map_err(|error| Error::Broken(format!("configuration: {error}")))?;
        config.check()?;
        Ok(config)
    }

    /// The configuration in force, in the form of its file. Secrets are not in it: it names the files that hold them.
    ///
    /// # Errors
    /// A value that has no form in TOML, which none of ours is.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Error::broken("writing the configuration", error))
    }

    fn check(&self) -> Result<()> {
        domain::number::check_pattern("ids.case", &self.ids.case)?;
        domain::number::check_pattern("ids.advisory", &self.ids.advisory)?;
        for hat in &self.approval.advisory {
            if !matches!(hat.as_str(), "pr" | "legal") {
                return Err(Error::Broken(format!("configuration: `approval.advisory` names `{hat}`; expected `pr` or `legal`")));
            }
        }
        Ok(())
    }

    /// The hats that must approve an advisory.
    #[must_use]
    pub fn advisory_hats(&self) -> Vec<Approver> {
        let hat = |word: &String| if word == "pr" { Approver::Pr } else { Approver::Legal };
        self.approval.advisory.iter().map(hat).collect()
    }

    /// The working calendar.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let closures = self.org.closures.iter().filter_map(|day| {
            let mut parts = day.split('-');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        });
        Calendar { closures: closures.collect(), holidays: self.org.holidays == "JP", ..Calendar::default() }
    }

    /// The PostgreSQL address, where one is set.
    ///
    /// # Errors
    /// The file that should hold it cannot be read.
    pub fn database_url(&self) -> Result<Option<String>> {
        secret_file(&self.server.database_url_file)
    }

    /// The SMTP address, where one is set.
    ///
    /// # Errors
    /// The file that should hold it cannot be read.
    pub fn smtp_url(&self) -> Result<Option<String>> {
        secret_file(&self.mail.smtp_url_file)
    }

    /// The sender of our mail.
    #[must_use]
    pub fn sender(&self) -> &str {
        if self.mail.from.is_empty() { &self.org.mail } else { &self.mail.from }
    }

    /// Whether people reach it over TLS, so that cookies are for TLS only.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }
}

fn read_table(path: &Path) -> Result<toml::Table> {
    let doing = format!("reading `{}`", path.display());
    let size = std::fs::metadata(path).map_err(|error| Error::broken(&doing, error))?.len();
    if size > CONFIG_BYTES_MAX {
        return Err(Error::Broken(format!("{doing}: larger than {CONFIG_BYTES_MAX} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| Error::broken(&doing, error))?;
    text.parse().map_err(|error| Error::broken(&doing, error))
}

fn secret_file(path: &str) -> Result<Option<String>> {
    if path.is_empty() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).map_err(|error| Error::broken(&format!("reading `{path}`"), error))?;
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_names_every_key_with_its_default() {
        let live: Vec<&str> = TEMPLATE
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|rest| rest.contains(" = ") && rest.starts_with(|c: char| c.is_ascii_lowercase()))
                    .unwrap_or(line)
            })
            .collect();
        let table: toml::Table = live.join("\n").parse().unwrap();
        assert_eq!(table, Config::default().to_toml().unwrap().parse().unwrap());
        let as_written: toml::Table = TEMPLATE.parse().unwrap();
        assert!(as_written.values().all(|section| section.as_table().is_some_and(toml::Table::is_empty)), "a key is not commented out");
    }

    #[test]
    fn the_environment_wins_and_unknown_keys_are_named() {
        let env = [("HINOMI_SERVER__LISTEN".to_owned(), "0.0.0.0:1".to_owned()), ("HOME".to_owned(), "/".to_owned())];
        assert_eq!(Config::load(None, env.into_iter()).unwrap().server.listen, "0.0.0.0:1");
        let env = [("HINOMI_SERVER__LISTN".to_owned(), "x".to_owned())];
        assert!(Config::load(None, env.into_iter()).unwrap_err().to_string().contains("listn"));
    }
}
