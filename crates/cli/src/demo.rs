//! `demo`: the lived-in example, in a temporary directory that goes at the end.

use crate::serve::{println, serve};
use anyhow::Context as _;
use app::{Clock, Config, House};
use domain::instant::Instant;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Starts the lived-in example.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Seed of the data; the same seed gives the same world.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lets the clock stand still at an instant with offset; `POST /demo/clock` moves it.
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Port on 127.0.0.1; 0 = any free one.
    #[arg(long, default_value_t = 7080)]
    port: u16,
    /// Keeps the data in a directory.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// A directory that goes with the value.
struct Scratch(PathBuf, bool);

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.1 {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

impl Demo {
    pub(crate) async fn run(&self) -> anyhow::Result<ExitCode> {
        let clock = match &self.now {
            None => Clock::Machine,
            Some(text) => Clock::frozen(
                Instant::parse(text)
                    .map_err(|_| anyhow::anyhow!("`--now` needs an instant with offset, such as 2026-11-21T09:00:00+09:00"))?
                    .instant,
            ),
        };
        let directory = match &self.keep {
            Some(dir) => Scratch(dir.clone(), false),
            None => Scratch(std::env::temp_dir().join(format!("hinomi-demo-{}", &app::secret::fresh()?[..12])), true),
        };
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.with_context(|| format!("listening on port {}", self.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut config = app::demo::config();
        // A measurement may widen the limits of the entrances; nothing else of the environment reaches a demo.
        config.limits = Config::load(None, crate::environment().filter(|(name, _)| name.starts_with("HINOMI_LIMITS__")))?.limits;
        config.server = app::config::Server { data_dir: directory.0.clone(), public_url: url.clone(), ..Config::default().server };
        let house = House::open(config, clock, true).await?;
        app::demo::build(&house, self.seed).await?;
        greet(&url, self.keep.is_some());
        serve(house, listener).await?;
        drop(directory);
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the box of `interfaces.md` §2.1, in both languages because nobody has chosen one yet.
fn greet(url: &str, kept: bool) {
    let mut lines = vec![
        format!("デモを起動しました / Demo ready → {url}/app"),
        format!("自動サインイン / Signs you in as lead:  {url}/demo/as/lead"),
        String::new(),
    ];
    if !kept {
        lines.push("データは一時フォルダにあり、Ctrl+C で消えます (`--keep DIR` で残せます)".to_owned());
        lines.push("The data goes with Ctrl+C; keep it with `--keep DIR`".to_owned());
        lines.push(String::new());
    }
    let roles = ["lead", "triage", "owner-net", "pr", "legal", "exec", "auditor", "admin"];
    lines.extend(roles.iter().map(|role| format!("{role:<10} {url}/demo/as/{role}")));
    lines.push(format!("公開サイト / Public site  {url}/ja/  {url}/en/"));
    println(&boxed(&lines));
}

/// Lines inside a box; every character of a Japanese text is two cells wide.
fn boxed(lines: &[String]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_BORDERS_ONLY);
    table.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    table.add_row([lines.join("\n")]);
    table.to_string()
}
