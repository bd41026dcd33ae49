import Foundation
import OmniZipPreview
import OmniZipTestSupport

/// Runs `omnizip preview` and reads what it prints and writes.
enum PreviewRuns {
    /// The report that `arguments` give as JSON.
    static func report(_ arguments: [String], exitCode: Int32 = 0) throws -> PruningReport {
        try decoded(arguments, exitCode: exitCode)
    }

    /// The report of a folder that `arguments` give as JSON.
    static func folderReport(_ arguments: [String], exitCode: Int32 = 0) throws -> FolderReport {
        try decoded(arguments, exitCode: exitCode)
    }

    private static func decoded<Report: Decodable>(_ arguments: [String], exitCode: Int32) throws -> Report {
        let result = try BuiltProgram.run(["preview", "--json"] + arguments)
        guard result.exitCode == exitCode else { throw TestSupportError("preview \(arguments): \(result)") }
        return try JSONDecoder().decode(Report.self, from: result.standardOutput)
    }

    /// The masks of one choice of a page.
    struct Choice {
        let videoKeep: [Bool]
        let audioState: [UInt8]
    }

    /// The choice called `id` of the page at `path`.
    static func choice(_ id: String, page path: String) throws -> Choice {
        let data = try data(ofPage: path)
        guard let media = data["media"] as? [String: Any], let choices = media["choices"] as? [[String: Any]],
            let found = choices.first(where: { $0["id"] as? String == id }),
            let grid = media["grid"] as? [String: Int], let patches = media["patches"] as? Int
        else { throw TestSupportError("\(path) has no choice \(id)") }
        let bits = Data(base64Encoded: found["video_keep"] as? String ?? "") ?? Data()
        let cells = patches * (grid["rows"] ?? 0) * (grid["columns"] ?? 0)
        guard bits.count == (cells + 7) / 8 else { throw TestSupportError("\(path): \(bits.count) bytes of mask") }
        return Choice(
            videoKeep: (0..<cells).map { bits[$0 / 8] >> ($0 % 8) & 1 == 1 },
            audioState: Array(Data(base64Encoded: found["audio_state"] as? String ?? "") ?? Data()))
    }

    /// The JSON inside a page.
    static func data(ofPage path: String) throws -> [String: Any] {
        let page = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = page.range(of: "id=\"data\">"),
            let end = page.range(of: "</script>", range: start.upperBound..<page.endIndex),
            let object = try JSONSerialization.jsonObject(
                with: Data(page[start.upperBound..<end.lowerBound].utf8)) as? [String: Any]
        else { throw TestSupportError("\(path) has no data") }
        return object
    }
}
