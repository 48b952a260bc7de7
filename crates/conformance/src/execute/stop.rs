//! Stopping a run before its end.

use tokio::sync::watch;

/// How far a run is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Level {
    #[default]
    Run,
    /// Send nothing more, clean up, report.
    CleanUp,
    /// Report what is left, at once.
    AtOnce,
}

/// Asks a run to stop: the first time it cleans up and reports, the second time it reports what is left at once.
#[derive(Debug)]
pub struct Stopper {
    sender: watch::Sender<Level>,
}

/// Tells a run whether it is asked to stop.
#[derive(Clone, Debug)]
pub struct Stop {
    receiver: watch::Receiver<Level>,
}

/// A pair of one who asks and one who is asked.
pub fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(Level::Run);
    (Stopper { sender }, Stop { receiver })
}

impl Stopper {
    /// Asks.
    pub fn stop(&self) {
        self.sender.send_modify(|level| *level = if *level == Level::Run { Level::CleanUp } else { Level::AtOnce });
    }

    /// Asks at every signal to interrupt or end the process. Ends never; run it beside the run.
    ///
    /// # Errors
    /// Where signals cannot be listened to.
    pub async fn listen(&self) -> std::io::Result<()> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut interrupted = signal(SignalKind::interrupt())?;
            let mut terminated = signal(SignalKind::terminate())?;
            loop {
                tokio::select! {
                    _ = interrupted.recv() => self.stop(),
                    _ = terminated.recv() => self.stop(),
                }
            }
        }
        #[cfg(not(unix))]
        loop {
            tokio::signal::ctrl_c().await?;
            self.stop();
        }
    }
}

impl Stop {
    /// One that never asks.
    pub fn never() -> Stop {
        stop().1
    }

    pub(crate) fn is_asked(&self) -> bool {
        *self.receiver.borrow() > Level::Run
    }

    pub(crate) fn is_urgent(&self) -> bool {
        *self.receiver.borrow() == Level::AtOnce
    }

    /// Waits until it is asked to stop; for ever where nobody can ask any more.
    pub(crate) async fn asked(&mut self) {
        self.reached(Level::CleanUp).await;
    }

    /// Waits until it is asked to stop at once.
    pub(crate) async fn urgent(&mut self) {
        self.reached(Level::AtOnce).await;
    }

    async fn reached(&mut self, level: Level) {
        if self.receiver.wait_for(|current| *current >= level).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
