//! Verbs on the installation itself: its configuration file, its data directory, its version; a score without any of them.

use crate::table::Ended;
use crate::talk::{Stop, Talk, exit};
use app::Config;
use clap::Subcommand;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Name of the configuration file.
pub(crate) const FILE: &str = "hinomi.toml";

/// The configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum Configuration {
    /// Checks it and names what is wrong.
    Check,
    /// Prints what is in force: file, environment, flags.
    Show,
}

/// Writes a commented configuration file and makes an empty data directory; a file that is there is never touched.
pub(crate) fn init(talk: Talk, file: Option<&Path>, config: &Config) -> Ended {
    let file = file.unwrap_or(Path::new(FILE));
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    let mut out = written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Stop::with(exit::FAILED, talk.w.cli_init_there(file.display())),
        _ => Stop::with(exit::FAILED, format!("{}: {error}", file.display())),
    })?;
    out.write_all(app::config::TEMPLATE.as_bytes())?;
    let data = &config.server.data_dir;
    std::fs::create_dir_all(data).map_err(|error| Stop::with(exit::FAILED, format!("{}: {error}", data.display())))?;
    let made = json!({ "config": file.display().to_string(), "data_dir": data.display().to_string() });
    talk.done(&made, &talk.w.cli_init_done(data.display(), file.display()));
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn configuration(talk: Talk, config: &Config, verb: &Configuration) -> Ended {
    match verb {
        Configuration::Check => talk.done(&json!({ "valid": true }), talk.w.cli_config_fine()),
        Configuration::Show if talk.json => talk.data(&serde_json::to_value(config)?),
        Configuration::Show => talk.out(config.to_toml()?.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}
