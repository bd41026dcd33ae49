import Foundation
import OmniZipBundle
import OmniZipTestSupport

/// Runs with `--content inputs` over a short clip with sound at 16 kHz, its pictures alone and its sound alone.
struct InputRuns {
    /// Five frames: an odd number.
    static let sampling = ["--sampling", "interval", "--fps", "4"]
    static let names = ["both.mkv", "pictures.mkv", "sound.mkv"]

    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder(prefix: "inputs")
        try folder.write(Data(), to: "in/.made")
        try FFmpegTool.makeClip(
            folder.url("in/both.mkv"), seconds: 1.2,
            codec: [
                "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-ar", "16000",
                "-ac", "1", "-af", "tremolo=f=3:d=0.9",
            ], toneSeconds: 1.205)
        let copy = ["-i", folder.path("in/both.mkv"), "-c", "copy", "-fflags", "+bitexact"]
        try FFmpegTool.run(copy + ["-an", folder.path("in/pictures.mkv")])
        try FFmpegTool.run(copy + ["-vn", folder.path("in/sound.mkv")])
    }

    func run(into output: String, _ options: [String]) throws -> Dataset {
        try Dataset(
            [folder.path("in")], options: Self.sampling + ["--progress", "none"] + options, into: folder.url(output))
    }

    /// How a bundle's frames differ from those of the usual way: libswscale's fast routine, then antialiased bicubic, here
    /// by numpy from the ffmpeg program's decoded planes.
    /// - Returns: the largest difference, and the share of bytes that differ at all.
    func frameDifference(_ indices: [Int64], bundle: String) throws -> (largest: Double, share: Double) {
        let planes = folder.path("planes.yuv")
        let chosen = indices.map { "eq(n\\,\($0))" }.joined(separator: "+")
        try FFmpegTool.run([
            "-i", folder.path("in/both.mkv"), "-vf", "select=\(chosen)", "-vsync", "0", "-f", "rawvideo", planes,
        ])
        let program = """
            import sys
            import numpy as np
            from safetensors import safe_open
            with safe_open(sys.argv[2], "np") as file:
                found = file.get_tensor("frames").astype(int)
            count, height, width, _ = found.shape
            raw = np.fromfile(sys.argv[1], np.uint8).astype(int).reshape(count, 160 * 120 * 3 // 2)
            y = raw[:, :19200].reshape(count, 120, 160)
            u, v = (raw[:, at:at + 4800].reshape(count, 60, 80).repeat(2, 1).repeat(2, 2) * 8 - 1024 for at in (19200, 24000))
            y = (y * 8 - 128) * 9539 >> 16
            green = (u * -3209 >> 16) + (v * -6660 >> 16)
            rgb = np.stack([y + (v * 13075 >> 16), y + green, y + (u * 16525 >> 16)], -1).clip(0, 255)
            def weights(size, out):
                scale = size / out
                wide = max(scale, 1)
                x = np.abs((np.arange(size) + 0.5 - scale * (np.arange(out)[:, None] + 0.5)) / wide)
                cubic = np.where(x < 1, (1.5 * x - 2.5) * x * x + 1, np.where(x < 2, (((x - 5) * x + 8) * x - 4) * -0.5, 0))
                return cubic / cubic.sum(1, keepdims=True)
            rows = np.einsum("ij,nhjc->nhic", weights(160, width), rgb)
            wanted = np.einsum("ij,njwc->niwc", weights(120, height), rows).round().clip(0, 255)
            print(np.abs(found - wanted).max(), (found != wanted).mean())
            """
        let text = try PythonTool.run(program, arguments: [planes, bundle])
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard numbers.count == 2 else { throw TestSupportError("not two numbers: \(text)") }
        return (numbers[0], numbers[1])
    }

    /// Largest difference of a bundle's log-mel from Whisper's, computed by numpy from the clip's own samples.
    func logMelDifference(bundle: String) throws -> Double {
        let samples = folder.path("samples.s16")
        try FFmpegTool.run(["-i", folder.path("in/both.mkv"), "-f", "s16le", samples])
        let program = """
            import sys
            import numpy as np
            from safetensors import safe_open
            x = np.fromfile(sys.argv[1], np.int16) / 32768
            frames = -(-len(x) // 160)
            # Zeros up to 300 s: behind the third frame from here all is silent.
            x = np.concatenate([x[200:0:-1], x, np.zeros(1000)])
            window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
            pieces = np.stack([x[160 * t:160 * t + 400] * window for t in range(frames + 2)])
            power = np.abs(np.fft.rfft(pieces)) ** 2
            mel = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), 130)
            hertz = np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))
            bins = np.arange(201) * 40.0
            rise = (bins - hertz[:-2, None]) / (hertz[1:-1] - hertz[:-2])[:, None]
            fall = (hertz[2:, None] - bins) / (hertz[2:] - hertz[1:-1])[:, None]
            filters = np.maximum(0, np.minimum(rise, fall)) * (2 / (hertz[2:] - hertz[:-2]))[:, None]
            logs = np.log10(np.maximum(filters @ power.T, 1e-10))
            expected = ((np.maximum(logs, logs.max() - 8) + 4) / 4)[:, :frames]
            with safe_open(sys.argv[2], "np") as file:
                found = file.get_tensor("log_mel")
            assert found.shape == expected.shape and found.dtype == np.float32, (found.shape, expected.shape)
            print(np.abs(found - expected).max())
            """
        let text = try PythonTool.run(program, arguments: [samples, bundle])
        return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .infinity
    }
}
