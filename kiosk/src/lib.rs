//! The kiosk: the officer's window at the counter and the person's in the booth.
//!
//! ```text
//! window (view) ─▶ Event ─▶ flow ─▶ Effect ─▶ work (threads) ─▶ Report ─▶ flow
//! ```
//!
//! The flow knows no window, no clock and no device; the view draws what the flow shows; work never blocks a frame.

pub mod arguments;
pub mod flow;
pub mod script;
pub mod text;
pub mod view;
pub mod work;
