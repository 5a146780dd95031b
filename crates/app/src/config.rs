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
    /// Feeds that are asked over the network.
    pub feeds: Feeds,
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

/// Feeds that are asked over the network; a cadence such as `6h`, empty = not by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feeds {
    /// OSV, the ecosystems below.
    pub osv: String,
    /// Ecosystems of OSV, as it spells them.
    pub osv_ecosystems: Vec<String>,
    /// The CVE list.
    pub cve: String,
    /// NVD.
    pub nvd: String,
    /// File that holds a key of the NVD's API; empty = slower, without one.
    pub nvd_key_file: String,
    /// GitHub's advisories.
    pub ghsa: String,
    /// CISA's known exploited vulnerabilities.
    pub kev: String,
    /// EPSS.
    pub epss: String,
    /// CISA's Vulnrichment.
    pub vulnrichment: String,
    /// JVN iPedia.
    pub jvn: String,
    /// ENISA's database.
    pub euvd: String,
    /// Curated corrections of the NVD's data.
    pub overrides: String,
    /// Suppliers' `provider-metadata.json` addresses.
    pub csaf: Vec<String>,
    /// How often suppliers are asked.
    pub csaf_every: String,
    /// Own sources: files at an address, or directories of this machine.
    pub custom: Vec<CustomFeed>,
    /// Feeds whose silence is named by `hinomi doctor` and on the page of feeds.
    pub required: Vec<String>,
    /// Proxy, `http://host:port`; empty = none.
    pub proxy: String,
    /// Address of a mirror that answers for every host below its name; empty = none.
    pub mirror: String,
    /// Internal hosts, addresses and networks that may be called.
    pub allow: Vec<String>,
    /// Directory whose newest bundle is taken in; empty = none.
    pub offline_dir: String,
}

impl Default for Feeds {
    fn default() -> Self {
        let ecosystems =
            ["npm", "PyPI", "Go", "Maven", "crates.io", "NuGet", "RubyGems", "Packagist", "Debian", "Alpine", "Linux", "OSS-Fuzz"];
        let off = String::new;
        Self {
            osv: off(),
            osv_ecosystems: ecosystems.map(str::to_owned).to_vec(),
            cve: off(),
            nvd: off(),
            nvd_key_file: off(),
            ghsa: off(),
            kev: off(),
            epss: off(),
            vulnrichment: off(),
            jvn: off(),
            euvd: off(),
            overrides: off(),
            csaf: Vec::new(),
            csaf_every: "6h".into(),
            custom: Vec::new(),
            required: Vec::new(),
            proxy: off(),
            mirror: off(),
            allow: Vec::new(),
            offline_dir: off(),
        }
    }
}

/// An own source of records.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CustomFeed {
    /// Its name: `a-z 0-9 -`.
    pub name: String,
    /// Address of a file or archive, or a directory of this machine.
    pub from: String,
    /// How often it is asked; empty = not by itself.
    #[serde(default)]
    pub every: String,
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

/// Bytes of a configuration file, and of a file that holds a secret.
const CONFIG_BYTES_MAX: u64 = 1_000_000;
/// Longest words of the parser that are shown, in bytes.
const SAID_BYTES_MAX: usize = 1_000;
/// Largest megabytes of an SBOM as sent that can be configured; the entrances take no larger body.
pub const SBOM_MB_MAX: usize = 300;
/// Largest megabytes of an SBOM after decompression that can be configured.
pub const SBOM_UNPACKED_MB_MAX: usize = 4_000;
/// Longest time in days, hours or business days that can be configured.
const TIME_MAX: i64 = 36_500;

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
        let bad = |key: &str, value: &dyn std::fmt::Display, expected: &str| {
            Err(Error::Broken(format!("configuration: `{key}` is `{value}`; expected {expected}")))
        };
        let numbers = [
            ("limits.sbom_mb", self.limits.sbom_mb as u128, SBOM_MB_MAX as u128),
            ("limits.sbom_unpacked_mb", self.limits.sbom_unpacked_mb as u128, SBOM_UNPACKED_MB_MAX as u128),
            ("limits.posts_per_minute", u128::from(self.limits.posts_per_minute), u128::from(u32::MAX)),
            ("deadlines.ack_business_days", u128::from(self.deadlines.ack_business_days), 365),
            ("embargo.default_days", self.embargo.default_days.try_into().unwrap_or(0), TIME_MAX.unsigned_abs().into()),
            ("embargo.max_days", self.embargo.max_days.try_into().unwrap_or(0), TIME_MAX.unsigned_abs().into()),
            ("auth.login_hours", self.auth.login_hours.try_into().unwrap_or(0), TIME_MAX.unsigned_abs().into()),
        ];
        for (key, value, most) in numbers {
            if !(1..=most).contains(&value) {
                return bad(key, &value, &format!("1 to {most}"));
            }
        }
        for (key, value) in [("public.default", &self.public.default), ("public.csaf_lang", &self.public.csaf_lang)] {
            if !matches!(value.as_str(), "ja" | "en") {
                return bad(key, value, "`ja` or `en`");
            }
        }
        if !matches!(self.org.holidays.as_str(), "JP" | "") {
            return bad("org.holidays", &self.org.holidays, "`JP`, or nothing");
        }
        if let Some(day) = self.org.closures.iter().find(|day| day_of(day).is_none()) {
            return bad("org.closures", day, "`YYYY-MM-DD`");
        }
        for hat in &self.approval.advisory {
            if !matches!(hat.as_str(), "pr" | "legal") {
                return Err(Error::Broken(format!("configuration: `approval.advisory` names `{hat}`; expected `pr` or `legal`")));
            }
        }
        crate::feed::catalogue::check(&self.feeds)
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
        let closures = self.org.closures.iter().filter_map(|day| day_of(day));
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

    /// The key of the NVD's API, where one is set.
    ///
    /// # Errors
    /// The file that should hold it cannot be read.
    pub fn nvd_key(&self) -> Result<Option<String>> {
        secret_file(&self.feeds.nvd_key_file)
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

/// Year, month and day of `YYYY-MM-DD`.
fn day_of(text: &str) -> Option<(i16, i8, i8)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day) && parts.next().is_none()).then_some((year, month, day))
}

fn read_table(path: &Path) -> Result<toml::Table> {
    let text = bounded_text(path)?;
    text.parse().map_err(|error: toml::de::Error| {
        // The parser shows the line that it stumbled over, however long that is.
        let said = Some(error.to_string()).filter(|said| said.len() <= SAID_BYTES_MAX).unwrap_or_else(|| error.message().to_owned());
        Error::broken(&format!("reading `{}`", path.display()), said)
    })
}

/// Reads a small file of text; its size is counted while reading, because a device has none.
fn bounded_text(path: &Path) -> Result<String> {
    use std::io::Read as _;
    let doing = format!("reading `{}`", path.display());
    let file = std::fs::File::open(path).map_err(|error| Error::broken(&doing, error))?;
    let mut bytes = Vec::new();
    file.take(CONFIG_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| Error::broken(&doing, error))?;
    if bytes.len() as u64 > CONFIG_BYTES_MAX {
        return Err(Error::Broken(format!("{doing}: larger than {CONFIG_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| Error::Broken(format!("{doing}: not UTF-8")))
}

fn secret_file(path: &str) -> Result<Option<String>> {
    if path.is_empty() {
        return Ok(None);
    }
    let text = bounded_text(Path::new(path))?;
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
    fn a_hostile_file_is_named_and_never_obeyed() {
        let path = std::env::temp_dir().join(format!("hinomi-config-{}.toml", &crate::secret::fresh().unwrap()[..12]));
        let says = |text: &[u8]| {
            std::fs::write(&path, text).unwrap();
            Config::load(Some(&path), std::iter::empty()).unwrap_err().to_string()
        };
        let nested = format!("x = {}", "[".repeat(100_000));
        let cases: [(&[u8], &str); 13] = [
            (b"[server", "config"),
            (b"[server]\nlisten = \"a\"\nlisten = \"b\"", "listen"),
            (b"[server]\nlisten = 7", "listen"),
            (b"[server]\nlisten = \"\xff\"", "UTF-8"),
            (b"[limits]\nsbom_mb = 0", "limits.sbom_mb"),
            (b"[limits]\nsbom_mb = 9223372036854775807", "limits.sbom_mb"),
            (b"[limits]\nsbom_mb = 99999999999999999999999", "config"),
            (b"[limits]\nsbom_unpacked_mb = -1", "sbom_unpacked_mb"),
            (b"[auth]\nlogin_hours = 9223372036854775807", "auth.login_hours"),
            (b"[embargo]\nmax_days = -5", "embargo.max_days"),
            (b"[public]\ndefault = \"fr\"", "public.default"),
            (b"[org]\nclosures = [\"2026-13-01\"]", "2026-13-01"),
            (nested.as_bytes(), "config"),
        ];
        for (text, expected) in cases {
            let said = says(text);
            assert!(said.contains(expected) && said.len() < 2_000, "{said}");
        }
        assert!(says(&vec![b'#'; 1_000_001]).contains("larger than"));
        std::fs::remove_file(&path).unwrap();
        #[cfg(unix)]
        assert!(Config::load(Some(Path::new("/dev/zero")), std::iter::empty()).unwrap_err().to_string().contains("larger than"));
    }

    #[test]
    fn the_environment_wins_and_unknown_keys_are_named() {
        let env = [("HINOMI_SERVER__LISTEN".to_owned(), "0.0.0.0:1".to_owned()), ("HOME".to_owned(), "/".to_owned())];
        assert_eq!(Config::load(None, env.into_iter()).unwrap().server.listen, "0.0.0.0:1");
        let env = [("HINOMI_SERVER__LISTN".to_owned(), "x".to_owned())];
        assert!(Config::load(None, env.into_iter()).unwrap_err().to_string().contains("listn"));
    }
}
