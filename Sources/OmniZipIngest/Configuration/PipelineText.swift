import Foundation

/// The text of a pipeline file from an unknown hand: bounded in size, and without what lets a small text stand for a
/// large one.
enum PipelineText {
    /// A pipeline file has some forty lines.
    static let maxBytes = 1 << 20

    /// Reads the file at `path`.
    ///
    /// - Throws: `unreadableFile` if it cannot be read, is no regular file, is too large or no UTF-8.
    static func read(path: String) throws(ConfigurationError) -> String {
        // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let cause = SystemFault(number: errno).cause
            throw unreadable(path, "the pipeline file cannot be read: \(cause); give a YAML file")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "not a regular file: give a YAML file")
        }
        guard let bytes = try? handle.read(upToCount: maxBytes + 1) ?? Data() else {
            throw unreadable(path, "the pipeline file cannot be read: give a YAML file")
        }
        guard bytes.count <= maxBytes else {
            throw unreadable(path, "more than \(maxBytes) bytes: a pipeline file is a short mapping of keys to values")
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw unreadable(path, "not UTF-8: save the pipeline file as UTF-8")
        }
        return text
    }

    /// Refuses anchors and aliases: nothing in a flat mapping needs them, and a few lines of them stand for billions of
    /// values.
    ///
    /// The search does not know YAML's quotes and comments, which a hostile text could turn against it: `&name` and
    /// `*name` are refused wherever a value could begin. A product such as `128 * 28` is none.
    ///
    /// - Throws: `unreadableFile` naming the line.
    static func requireNoAliases(_ text: String, path: String) throws(ConfigurationError) {
        var line = 1
        var previous: Unicode.Scalar?
        var mark: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if let mark, isNameLetter(scalar) {
                throw unreadable(path, "line \(line): anchors and aliases are not allowed (\(mark)\(scalar)...)")
            }
            mark = (scalar == "&" || scalar == "*") && canPrecedeValue(previous) ? scalar : nil
            if scalar == "\n" { line += 1 }
            previous = scalar
        }
    }

    /// Letters of libyaml's names.
    private static func isNameLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }

    /// Whether YAML may begin a value after `scalar`. Letters, digits and what ends a word never do.
    private static func canPrecedeValue(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return true }
        return !isNameLetter(scalar) && !["\"", "'", ")", ".", "/", "*", "&"].contains(scalar)
    }

    private static func unreadable(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError(code: .unreadableFile, subject: path, message: message)
    }
}
