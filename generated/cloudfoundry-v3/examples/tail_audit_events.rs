//! Shows what happens on the platform, as it happens.
//!
//! ```text
//! tail_audit_events [--since SECONDS] [--interval SECONDS] [--rounds N] [TYPE...]
//! ```
//!
//! Begins with what happened within the last `--since` seconds (60), then asks every `--interval` seconds (5) for what is new,
//! for ever or `--rounds` times.
//!
//! `cargo run --example tail_audit_events -- --since 3600 audit.app.update audit.app.create`

mod arguments;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use arguments::{Arguments, Result};
use cloudfoundry_v3::connect;
use cloudfoundry_v3::models::{AuditEvent, AuditEventType, CreatedAtsRange, OrderBy};
use cloudfoundry_v3::runtime::DateTime;

const USAGE: &str = "tail_audit_events [--since SECONDS] [--interval SECONDS] [--rounds N] [TYPE...]";

#[tokio::main]
async fn main() -> ExitCode {
    arguments::end(run().await)
}

async fn run() -> Result<()> {
    let arguments = Arguments::read(USAGE, &["since", "interval", "rounds"])?;
    let interval = Duration::from_secs(arguments.number("interval", 5)?);
    let rounds = arguments.number("rounds", u64::MAX)?;
    let client = connect::from_env().await?;

    let ago = Duration::from_secs(arguments.number("since", 60)?);
    let mut since = DateTime::from(SystemTime::now().checked_sub(ago).unwrap_or(SystemTime::UNIX_EPOCH));
    // Times have whole seconds, so that the last second is asked for again; these of it were shown.
    let mut shown = BTreeSet::new();
    for round in 0..rounds {
        if round > 0 {
            tokio::time::sleep(interval).await;
        }
        let mut list = client.audit_events().list().created_ats_range(&CreatedAtsRange::since(since.clone()));
        if !arguments.words.is_empty() {
            list = list.types(arguments.words.iter().map(|r#type| AuditEventType::from(r#type.as_str())));
        }
        let mut events = list.order_by(OrderBy::CreatedAt).per_page(200).items();
        while let Some(event) = events.next().await {
            let event = event?;
            match event.created_at.unix_nanos().cmp(&since.unix_nanos()) {
                Ordering::Less => continue,
                Ordering::Equal => {}
                Ordering::Greater => {
                    since = event.created_at.clone();
                    shown.clear();
                }
            }
            if shown.insert(event.guid.clone()) {
                show(&event);
            }
        }
    }
    Ok(())
}

fn show(event: &AuditEvent) {
    let actor = event.actor.as_ref().and_then(|actor| actor.name.value()).map_or("?", String::as_str);
    let target = event.target.as_ref().and_then(|target| target.name.value()).map_or("?", String::as_str);
    println!("{} {:<40} {target} by {actor}", event.created_at.as_str(), event.r#type);
}
