//! The window: it draws what the flow shows and turns keys and touches into events.

mod actions;
mod header;
mod illustration;
mod mark;
mod orders;
mod panels;
mod pictures;
mod screens;
mod settings;
mod theme;
mod widgets;
mod window;

pub use orders::Orders;
pub use settings::{Facts, Settings};
pub use theme::{Palette, Theme};
pub use window::Window;
