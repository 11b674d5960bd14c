//! The desktop application of secondary-card authorization: opens its window.

// No console beside the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod args;

use std::process::ExitCode;

use clap::Parser;
use eframe::NativeOptions;
use egui::ViewportBuilder;
use scap_gui::{Opening, Window, sizes};

use crate::args::{Args, Renderer};

/// The name by which a desktop knows the window, that of its desktop entry.
const APP_ID: &str = "scap-gui";

fn main() -> ExitCode {
    let args = Args::parse();
    scap_desk::log_to_stderr("scap_gui", args.verbose);
    let renderers: &[eframe::Renderer] = match args.renderer {
        // OpenGL alone fails over remote desktops and in some virtual machines.
        Renderer::Auto => &[eframe::Renderer::Glow, eframe::Renderer::Wgpu],
        Renderer::Glow => &[eframe::Renderer::Glow],
        Renderer::Wgpu => &[eframe::Renderer::Wgpu],
    };
    let opening = args.opening();
    for renderer in renderers {
        match open(*renderer, opening.clone()) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => eprintln!("scap-gui: no window can be opened by {renderer}: {error}"),
        }
    }
    ExitCode::FAILURE
}

fn open(renderer: eframe::Renderer, opening: Opening) -> eframe::Result {
    let ([width, height], maximized) = sizes::remembered(&opening);
    let viewport = ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_inner_size([width, height])
        .with_min_inner_size(sizes::SMALLEST)
        .with_maximized(maximized);
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    eframe::run_native("SCAP", options, Box::new(|creation| Ok(Box::new(Window::open(creation, opening)?))))
}
