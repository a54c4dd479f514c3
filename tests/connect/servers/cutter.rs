//! A line to a server that can be cut at any point: before a request is passed on, within it, and within its answer.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Where the line is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The request is read, and nothing of it passed on.
    Before,
    /// So many bytes of the request are passed on.
    Within(usize),
    /// All of it is passed on and answered, and nothing of the answer comes back.
    After,
    /// So many bytes of the answer come back.
    Answered(usize),
}

/// The line. It ends when it is dropped.
pub struct Cutter {
    pub url: String,
    armed: Arc<Mutex<Armed>>,
}

#[derive(Default)]
struct Armed {
    /// What has to stand in the request's first line, and the cut.
    next: Option<(String, Cut)>,
    cuts: usize,
    over: bool,
}

impl Cutter {
    /// A line to this server.
    pub fn to(server: &str) -> Cutter {
        let upstream = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let armed = Arc::new(Mutex::new(Armed::default()));
        let shared = Arc::clone(&armed);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if shared.lock().unwrap().over {
                    break;
                }
                let _ = pass(client.unwrap(), &upstream, &shared);
            }
        });
        Cutter { url, armed }
    }

    /// Cuts the next request whose first line has this in it.
    pub fn arm(&self, first_line_has: &str, cut: Cut) {
        self.armed.lock().unwrap().next = Some((first_line_has.into(), cut));
    }

    /// Cuts nothing any more; `true` when a cut was still due.
    pub fn disarm(&self) -> bool {
        self.armed.lock().unwrap().next.take().is_some()
    }

    pub fn cuts(&self) -> usize {
        self.armed.lock().unwrap().cuts
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.armed.lock().unwrap().over = true;
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

/// Passes one request on and its answer back, each over a connection of its own.
fn pass(mut client: TcpStream, upstream: &str, armed: &Mutex<Armed>) -> std::io::Result<()> {
    let request = request(&mut client)?;
    let line = String::from_utf8_lossy(&request[..request.iter().position(|b| *b == b'\r').unwrap_or(0)]).into_owned();
    let cut = {
        let mut armed = armed.lock().unwrap();
        match armed.next.take() {
            Some((has, cut)) if line.contains(&has) => {
                armed.cuts += 1;
                Some(cut)
            }
            other => {
                armed.next = other;
                None
            }
        }
    };
    if cut == Some(Cut::Before) {
        return client.shutdown(Shutdown::Both);
    }
    let mut server = TcpStream::connect(upstream)?;
    if let Some(Cut::Within(bytes)) = cut {
        server.write_all(&request[..bytes.min(request.len() - 1)])?;
        server.shutdown(Shutdown::Both)?;
        return client.shutdown(Shutdown::Both);
    }
    server.write_all(&request)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    match cut {
        Some(Cut::After) => {}
        Some(Cut::Answered(bytes)) => client.write_all(&answer[..bytes.min(answer.len() - 1)])?,
        _ => client.write_all(&answer)?,
    }
    client.shutdown(Shutdown::Both)
}

/// Reads a whole request, and says in it that the connection ends with it.
fn request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        match client.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => bytes.extend_from_slice(&buffer[..n]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    while bytes.len() < head + length.unwrap_or(0) {
        match client.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => bytes.extend_from_slice(&buffer[..n]),
        }
    }
    let kept: Vec<&str> =
        text.trim_end().lines().filter(|l| !l.to_ascii_lowercase().starts_with("connection:")).collect();
    let mut out = format!("{}\r\nConnection: close\r\n\r\n", kept.join("\r\n")).into_bytes();
    out.extend_from_slice(&bytes[head..]);
    Ok(out)
}
