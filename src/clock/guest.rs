//! A wait of a counted task that isn't counted: what it waits for may sleep on the clock as a request does, and whoever
//! moves the clock must not wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::Clock;

/// Such a wait, made by [`Clock::guest`].
pub struct Guest<F> {
    waited: Pin<Box<F>>,
    bell: Arc<Bell>,
}

/// What wakes the task: it counts as busy again before it runs, so that nobody takes it for idle in between.
struct Bell {
    clock: Clock,
    busy: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Bell {
    fn work(&self) {
        if !self.busy.swap(true, Ordering::AcqRel) {
            self.clock.shared.busy.fetch_add(1, Ordering::AcqRel);
        }
    }

    fn rest(&self) {
        if self.busy.swap(false, Ordering::AcqRel) {
            self.clock.less_busy();
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.work();
        let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<F> Guest<F> {
    pub(super) fn new(clock: Clock, waited: F) -> Self {
        let bell = Bell { clock, busy: AtomicBool::new(true), waker: Mutex::default() };
        Guest { waited: Box::pin(waited), bell: Arc::new(bell) }
    }
}

impl<F: Future> Future for Guest<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.bell.work();
        *self.bell.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
        let bell = Waker::from(Arc::clone(&self.bell));
        let polled = self.waited.as_mut().poll(&mut Context::from_waker(&bell));
        let rung = self.bell.waker.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        // Rung while it was polled, it is polled once more, and stays busy until then.
        if polled.is_pending() && !rung {
            self.bell.rest();
        }
        polled
    }
}

impl<F> Drop for Guest<F> {
    fn drop(&mut self) {
        // Its task counts itself out when it ends.
        self.bell.work();
    }
}
