import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

/// Tokens pass `omnizip compress` a window at a time.
@Suite struct CompressMemoryTests {
    private static let dimension = 1024

    /// Windows of six audio tokens and two patches of four cells.
    private func write(windows: Int, to path: String) throws {
        let (audio, video) = (windows * 6, windows * 8)
        var generator = SeededGenerator(seed: 5)
        let values = generator.normals(4096)
        func matrix(_ rows: Int) -> TokenMatrix {
            let count = rows * Self.dimension
            return TokenMatrix(
                rows: rows, columns: Self.dimension,
                values: (0...count / 4096).flatMap { _ in values }.prefix(count).map { $0 })
        }
        let ranges = (0..<windows).map { TimeWindow(audio: 6 * $0..<6 * $0 + 6, patches: 2 * $0..<2 * $0 + 2) }
        try EmbeddingsFile(
            audio: matrix(audio), video: matrix(video), saliency: (0..<audio).map { Float($0 * 7 % 11) },
            patchCount: 2 * windows, grid: CellGrid(height: 2, width: 2), windows: ranges, modality: nil
        ).write(to: path)
    }

    /// Peak resident memory of one run, in bytes.
    private func peak(_ arguments: [String]) throws -> Int {
        let program = try BuiltProgram.url().path
        let output = try PythonTool.run(
            """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
            """, arguments: [program] + arguments)
        return try #require(Int(output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test func memoryDoesNotGrowWithTheFile() throws {
        let folder = try TemporaryFolder()
        let (short, long) = (folder.path("short.safetensors"), folder.path("long.safetensors"))
        try write(windows: 150, to: short)
        try write(windows: 600, to: long)
        // 150 windows are 8.6 MB, 600 are 34.4.
        let growth = 450 * 14 * Self.dimension * 4
        let plan = folder.path("plan.safetensors")
        for options in [["--scope", "window"], ["--scope", "released"]] {
            let few = try peak(["compress", short, "-o", plan] + options)
            let many = try peak(["compress", long, "-o", folder.path("out.safetensors")] + options)
            #expect(many - few < growth / 3, "\(options): \(few) and \(many) bytes")
        }
        let few = try peak(["compress", short, "-o", folder.path("a.safetensors"), "--plan", plan])
        let many = try peak([
            "compress", long, "-o", folder.path("b.safetensors"), "--plan", folder.path("out.safetensors"),
        ])
        #expect(many - few < growth / 3, "plan: \(few) and \(many) bytes")
    }
}
