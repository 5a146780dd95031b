//! The clock of the house: the machine's, or one that stands still until it is moved.

use domain::instant::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    Machine,
    /// A clock that stands still; for demos and tests.
    Frozen(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn frozen(at: Instant) -> Self {
        Self::Frozen(Arc::new(AtomicI64::new(at.as_ms())))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        match self {
            Self::Machine => Instant::from_ms(jiff::Timestamp::now().as_millisecond()),
            Self::Frozen(ms) => Instant::from_ms(ms.load(Ordering::Relaxed)),
        }
    }

    /// Whether it stands still.
    #[must_use]
    pub const fn is_frozen(&self) -> bool {
        matches!(self, Self::Frozen(_))
    }

    /// Moves a clock that stands still; never backwards. Answers whether it moved.
    pub fn move_to(&self, at: Instant) -> bool {
        match self {
            Self::Machine => false,
            Self::Frozen(ms) => ms.fetch_max(at.as_ms(), Ordering::Relaxed) <= at.as_ms(),
        }
    }
}
