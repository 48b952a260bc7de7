//! CPU time, of this process and of those it started.

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use crate::workspace::Error;

/// The CPU seconds (user and system) that `work` takes in this process.
pub fn of<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<f64, Error> {
    measure(UsageWho::RUSAGE_SELF, work)
}

/// The CPU seconds of the processes that `work` starts and waits for.
pub fn of_children<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<f64, Error> {
    measure(UsageWho::RUSAGE_CHILDREN, work)
}

fn measure<T>(who: UsageWho, work: impl FnOnce() -> Result<T, Error>) -> Result<f64, Error> {
    let before = seconds(getrusage(who)?);
    let result = work()?;
    let after = seconds(getrusage(who)?);
    drop(result);
    Ok(after - before)
}

fn seconds(usage: Usage) -> f64 {
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    std::time::Duration::from_micros(u64::try_from(microseconds).unwrap_or(0)).as_secs_f64()
}

/// Runs each candidate in turn, `runs` times over, and returns the least CPU seconds of each.
pub fn least(runs: usize, candidates: &[&dyn Fn() -> Result<(), Error>]) -> Result<Vec<f64>, Error> {
    let mut least = vec![f64::INFINITY; candidates.len()];
    for _ in 0..runs.max(1) {
        for (best, candidate) in least.iter_mut().zip(candidates) {
            *best = best.min(of(candidate)?);
        }
    }
    Ok(least)
}
