import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Real clips beside the package, where there are any: none may crash the program.
@Suite struct SharedMediaTests {
    @Test func realClipsDoNotCrash() throws {
        let media = PackageRoot.url.deletingLastPathComponent().appendingPathComponent("shared/media")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: media.path).sorted() else {
            print("there is no folder \(media.path): no real clips were run")
            return
        }
        let folder = try TemporaryFolder()
        for name in names where !name.hasPrefix(".") {
            let clip = media.appendingPathComponent(name).path
            let run = try Dataset(
                [clip], options: Dataset.quickest + ["--audio-limit-seconds", "4"], into: folder.url(name))
            #expect([0, 65].contains(run.result.exitCode), "\(name): \(run.result)")
            #expect(!run.result.timedOut)
            #expect(try run.manifest().count + run.failures().count == 1)
            if run.result.exitCode == 0 {
                let document = try run.document(name)
                let warnings = document.warnings.map(\.message).joined(separator: "; ")
                print("\(name): \(document.counts.block.kept) of \(document.counts.block.total) tokens; \(warnings)")
                #expect(try BuiltProgram.run(["verify", run.folder.path]).exitCode == 0)
            } else {
                print("\(name): \(try run.failures().map(\.message).joined())")
            }
        }
    }
}
