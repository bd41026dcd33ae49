import Foundation
import OmniZipTestSupport
import Testing

/// `omnizip compress` over the golden vectors: the file that it writes, read by Python, has their masks and tokens.
@Suite struct GoldenCompressTests {
    @Test(arguments: [("omnizip_window", "window", 8), ("omnizip", "released", 9)])
    func givesTheirMasksAndTokens(folder: String, scope: String, count: Int) throws {
        let golden = PackageRoot.url.appendingPathComponent("Tests/OmniZipCoreTests/Golden/\(folder)")
        let names = try FileManager.default.contentsOfDirectory(atPath: golden.path).sorted()
        #expect(names.count == count)
        let output = try TemporaryFolder()
        var checks: [String] = []
        for name in names {
            let input = golden.appendingPathComponent(name).path
            let header = try SafetensorsFile(path: input).header
            let metadata = try #require(header["__metadata__"] as? [String: String])
            var arguments = ["compress", input, "--output", output.path(name), "--scope", scope]
            for (flag, key) in [
                ("--rho-audio", "rho_audio"), ("--rho-video", "rho_video"), ("--contextual-ratio", "contextual_ratio"),
                ("--merge-count", "g"),
            ] { arguments += [flag, try #require(metadata[key], "\(name) \(key)")] }
            let result = try BuiltProgram.run(arguments)
            #expect(result.exitCode == 0, "\(name): \(result)")
            checks += [input, output.path(name)]
        }
        #expect(try PythonTool.run(Self.program, arguments: checks) == "\(count) agree\n")
    }

    private static let program = """
        import sys
        import numpy as np
        from safetensors.numpy import load_file
        agree = 0
        for golden, written in zip(sys.argv[1::2], sys.argv[2::2]):
            g, t = load_file(golden), load_file(written)
            # The released scope's vectors list windows with audio only, which come first.
            rates = g["expected_video_rates"]
            found = [
                np.array_equal(g["expected_audio_keep"].astype(bool), t["audio_keep"]),
                np.array_equal(g["expected_video_keep"].astype(bool), t["video_keep"].ravel()),
                np.allclose(rates, t["window_rate"][: len(rates)], atol=1e-6),
                np.allclose(g["expected_audio_embeddings"][t["audio_keep"]], t["audio_tokens"], atol=1e-5),
                np.array_equal(g["video_embeddings"][t["video_keep"].ravel()], t["video_tokens"]),
            ]
            if all(found):
                agree += 1
            else:
                print(golden, found)
        print(agree, "agree")
        """
}
