//! A door in front of the server: passes requests on, or answers as a test says. Its address stays while servers
//! come and go.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What becomes of a request.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a test says one of these")]
pub enum Answer {
    /// The server answers it.
    Pass,
    /// This status, media type and body.
    Say(u16, &'static str, String),
    /// The server does what is asked; what it answers is lost.
    Lose,
    /// The connection is closed.
    Hang,
}

/// A door at an address of its own.
#[derive(Debug)]
pub struct Gate {
    /// The address.
    pub url: String,
    server: Arc<Mutex<Option<String>>>,
}

impl Gate {
    /// A door whose `keeper` sees the method and path of each request before anything is done with it.
    pub fn new(mut keeper: impl FnMut(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Arc::new(Mutex::new(None::<String>));
        let behind = Arc::clone(&server);
        // Ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = || behind.lock().unwrap().clone();
                // A client or server that went away is what some tests are about.
                let _ = serve(client, &mut keeper, server);
            }
        });
        Self { url, server }
    }

    /// A door that answers every request alike.
    #[must_use]
    pub fn saying(status: u16, media_type: &'static str, body: &str) -> Self {
        let body = body.to_owned();
        Self::new(move |_| Answer::Say(status, media_type, body.clone()))
    }

    /// Puts the server at this address behind the door.
    pub fn lead_to(&self, address: &str) {
        *self.server.lock().unwrap() = Some(address.to_owned());
    }
}

fn serve(
    client: TcpStream,
    keeper: &mut impl FnMut(&str) -> Answer,
    server: impl Fn() -> Option<String>,
) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut start = String::new();
    reader.read_line(&mut start)?;
    let (mut headers, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        headers.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;

    let request = start.rsplit_once(' ').map_or("", |(request, _)| request);
    let answer = keeper(request);
    let loses = matches!(answer, Answer::Lose);
    let answer = match answer {
        Answer::Hang => return Ok(()),
        Answer::Say(status, media_type, body) => {
            let length = body.len();
            format!("HTTP/1.1 {status} -\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into_bytes()
        }
        Answer::Pass | Answer::Lose => {
            let mut server = TcpStream::connect(server().ok_or(io::ErrorKind::NotConnected)?)?;
            server.write_all(format!("{start}connection: close\r\n{headers}\r\n").as_bytes())?;
            server.write_all(&body)?;
            let mut answer = Vec::new();
            server.read_to_end(&mut answer)?;
            if loses {
                return Ok(());
            }
            answer
        }
    };
    (&client).write_all(&answer)
}
