import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*.mp4", "a.mp4"), ("*.mp4", "x/y/a.mp4"), ("*", "x/a"), ("**", "x/a"), ("a*c", "ac"), ("a*c", "abbc"),
        ("?.mp4", "\u{e9}.mp4"), ("?", "\u{1F3AC}"), ("[a-c]", "x/b"), ("[!a-c]", "d"), ("[]]", "]"), ("[!]]", "a"),
        ("[a-]", "-"), ("[-a]", "-"), ("[*]", "*"), ("[?]x", "?x"), ("[!]a]", "b"), ("a/b", "a/b"), ("a/*", "a/b"),
        ("*/b", "a/b"), ("**/b", "b"), ("**/b", "x/y/b"), ("a/**", "a/b"), ("a/**", "a/b/c"), ("a/**/c", "a/c"),
        ("a/**/c", "a/x/y/c"), ("a/**/b/*.mp4", "a/b/b/c.mp4"), ("**/*", "a"), ("**/**/x", "x"), ("\\", "\\"),
        ("\\*", "\\ab"), ("a**b", "axb"), ("[^a]", "^"), ("*a*b*c", "xaxbxbxc"), ("[\u{e0}-\u{ff}]", "\u{e9}"),
        ("a\nb", "a\nb"), ("[[]", "["), ("\r\n", "\r\n"),
    ])
    func match(pattern: String, path: String) throws {
        #expect(try GlobPattern(pattern).matches(GlobPattern.Subject(path)))
    }

    @Test(arguments: [
        ("*.mp4", "a.MP4"), ("*.mp4", "a.mp4/b"), ("a", "a/b"), ("?", ""), ("?", "ab"), ("?.mp4", "e\u{301}.mp4"),
        ("\u{e9}", "e\u{301}"), ("[a-c]", "d"), ("[!a-c]", "b"), ("[a-c]", "ab"), ("a/*", "a/b/c"), ("a/*", "a"),
        ("*/b", "b"), ("a/**", "a"), ("a/**/c", "a/b"), ("a/b", "x/a/b"), ("**/b", "b/a"), ("*b", "xbx"),
        ("**/x/**", "x"), ("[^a]", "b"), ("\\*", "*"), ("a?c", "a/c"), ("?", "\r\n"),
    ])
    func doNotMatch(pattern: String, path: String) throws {
        #expect(try !GlobPattern(pattern).matches(GlobPattern.Subject(path)))
    }

    @Test(arguments: [
        ("raw", "raw", true), ("raw", "x/raw", true), ("raw/**", "raw", true), ("raw/**", "raw/x", true),
        ("raw/*", "raw", false), ("raw/*", "raw/x", true), ("**/raw/**", "x/raw", true), ("raw/**/x", "raw", false),
        ("*.mp4", "raw", false), ("*", "raw", true), ("**/*", "raw", true),
    ])
    func foldersAreCoveredWhole(pattern: String, folder: String, isCovered: Bool) throws {
        #expect(try GlobPattern(pattern).coversFolder(GlobPattern.Subject(folder)) == isCovered)
    }

    @Test(arguments: [
        ("", "not empty"), ("[a", "[ has no ]"), ("[]", "[ has no ]"), ("[!]", "[ has no ]"), ("[a/b]", "[ has no ]"),
        ("[z-a]", "the range z-a is empty"), ("/a", "no empty parts"), ("a/", "write talks/**"),
        ("a//b", "no empty parts"),
        ("./a", "leave out . and .."), ("../a", "leave out . and .."), ("..", "leave out . and .."),
    ])
    func badPatternsAreNamed(pattern: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try GlobPattern(pattern) }
        #expect(error?.code == .invalidValue)
        #expect(error?.subject == "pattern '\(pattern)'")
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func patternsWithoutSlashAgreeWithPythonsFnmatch() throws {
        var random = SeededGenerator(property: "globs as Python's fnmatch", seed: 7)
        let pieces = ["a", "b", "*", "?", "[ab]", "[!a]", "[a-c]", "-", "."]
        var lines: [String] = []
        var ours: [Bool] = []
        for _ in 0..<2000 {
            let pattern = (0..<Int.random(in: 1...6, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "a" }.joined()
            let name = String(
                (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    "abc-.".randomElement(using: &random) ?? "a"
                })
            guard ![".", ".."].contains(pattern) else { continue }
            lines.append(pattern + " " + name)
            ours.append(try GlobPattern(pattern).matches(GlobPattern.Subject(name)))
        }
        let program = """
            import fnmatch, sys
            for line in sys.argv[1].split("\\n"):
                pattern, name = line.split(" ")
                print(int(fnmatch.fnmatchcase(name, pattern)))
            """
        let theirs = try PythonTool.run(program, arguments: [lines.joined(separator: "\n")])
            .split(separator: "\n").map { $0 == "1" }
        #expect(theirs.count == ours.count && theirs.contains(true))
        for (line, (our, their)) in zip(lines, zip(ours, theirs)) { #expect(our == their, "\(line)") }
    }

    @Test func noPatternTakesExponentialTime() throws {
        let text = String(repeating: "a", count: 200)
        let stars = try GlobPattern(String(repeating: "a*", count: 40) + "b")
        #expect(!stars.matches(GlobPattern.Subject(text)))
        let folders = try GlobPattern(String(repeating: "**/a/", count: 40) + "b")
        #expect(!folders.matches(GlobPattern.Subject(Array(repeating: "a", count: 200).joined(separator: "/"))))
    }
}
