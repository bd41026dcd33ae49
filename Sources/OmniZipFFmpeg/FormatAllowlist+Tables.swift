extension FormatAllowlist {
    /// Demuxers that are always allowed: containers and raw streams in which people keep recordings, one file each.
    ///
    /// - Containers: mov (MP4, M4A, 3GP), matroska (WebM), avi, mpegts (also M2TS), mpeg (VOB), flv, asf (WMV, WMA),
    ///   ogg, wtv, mxf, gxf, nut, rm, ivf, dv, dhav.
    /// - Sound: wav, w64, aiff, au, caf, flac, mp3, aac, loas, ac3, eac3, dts, dtshd, truehd, mlp, amr, ape, wv, tta,
    ///   tak, mpc, mpc8, dsf, voc, gsm.
    /// - Raw pictures: h261, h263, h264, hevc, av1, obu, vc1, vc1test, mpegvideo, m4v, mjpeg, dirac, dnxhd,
    ///   yuv4mpegpipe.
    /// - Still and animated pictures: gif, apng, and the one-file readers of BMP, GIF, JPEG, JPEG 2000, JPEG XL, PNG,
    ///   PBM, PGM, PPM, PAM, TIFF and WebP.
    ///
    /// Left out on purpose: playlists, scripts and patterns that name other files (hls, dash, concat, imf, image2,
    /// webm_dash_manifest), network descriptions (sdp, rtsp, rtp), SVG, which may refer to files, subtitles, modules
    /// of trackers, and the formats of games.
    public static let standardDemuxers: Set<String> = [
        "mov", "matroska", "avi", "mpegts", "mpeg", "flv", "asf", "ogg", "wtv", "mxf", "gxf", "nut", "rm", "ivf", "dv",
        "dhav",
        "wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac", "loas", "ac3", "eac3", "dts", "dtshd", "truehd",
        "mlp", "amr", "ape", "wv", "tta", "tak", "mpc", "mpc8", "dsf", "voc", "gsm",
        "h261", "h263", "h264", "hevc", "av1", "obu", "vc1", "vc1test", "mpegvideo", "m4v", "mjpeg", "dirac", "dnxhd",
        "yuv4mpegpipe",
        "gif", "apng", "bmp_pipe", "gif_pipe", "jpeg_pipe", "j2k_pipe", "jpegxl_pipe", "png_pipe", "pbm_pipe",
        "pgm_pipe", "ppm_pipe", "pam_pipe", "tiff_pipe", "webp_pipe",
    ]

    /// Decoders that are always allowed.
    ///
    /// - Pictures of today: h264, hevc, vp8, vp9, and AV1 by libdav1d, libaom or FFmpeg's own.
    /// - Pictures of before: MPEG-1, MPEG-2, MPEG-4 and Microsoft's variants, wmv1 to wmv3, vc1, h261, h263, Flash
    ///   (flv, flashsv), vp3 to vp7, theora, dirac, rv10 to rv40, svq1, svq3, cinepak, qtrle.
    /// - Studio and lossless: prores, dnxhd, cfhd, dvvideo, mjpeg, jpeg2000, ffv1, huffyuv, utvideo, magicyuv,
    ///   lagarith, fraps, hap, rawvideo, v210 and other packed raw pictures.
    /// - Still pictures: PNG, APNG, GIF, WebP, BMP, TIFF, PBM, PGM, PPM, PAM, JPEG XL.
    /// - Sound: PCM, the ADPCM of common containers, AAC, MPEG, AC-3, DTS, TrueHD, Opus, Vorbis, FLAC, ALAC, APE,
    ///   WavPack, TTA, TAK, Musepack, DSD, AMR, GSM, Speex, WMA, RealAudio, QDesign, MACE, Nellymoser, G.72x, QCELP.
    ///
    /// Left out on purpose: subtitles, text art, SVG, and the codecs of games and of single recorders.
    public static let standardDecoders = pictureDecoders.union(soundDecoders).union(pcmDecoders)

    private static let pictureDecoders: Set<String> = [
        "h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "libdav1d", "libaom-av1", "av1",
        "mpeg1video", "mpeg2video", "mpegvideo", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "wmv1", "wmv2", "wmv3",
        "vc1", "h261", "h263", "h263i", "h263p", "flv", "flashsv", "flashsv2", "vp3", "vp4", "vp5", "vp6", "vp6a",
        "vp6f", "vp7", "theora", "dirac", "rv10", "rv20", "rv30", "rv40", "svq1", "svq3", "cinepak", "qtrle",
        "prores", "dnxhd", "cfhd", "dvvideo", "mjpeg", "mjpegb", "jpeg2000", "libopenjpeg", "ffv1", "ffvhuff",
        "huffyuv", "utvideo", "magicyuv", "lagarith", "fraps", "hap", "rawvideo", "v210", "v210x", "v308", "v408",
        "v410", "r10k", "r210", "y41p", "yuv4", "ayuv",
        "png", "apng", "gif", "webp", "bmp", "tiff", "pbm", "pgm", "ppm", "pam", "libjxl",
    ]

    private static let soundDecoders: Set<String> = [
        "aac", "aac_fixed", "aac_latm", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "mp3adu",
        "mp3adufloat", "mp3on4", "mp3on4float", "ac3", "ac3_fixed", "eac3", "dca", "truehd", "mlp", "als", "opus",
        "libopus", "vorbis", "libvorbis", "flac", "alac", "ape", "wavpack", "tta", "tak", "mpc7", "mpc8", "dsd_lsbf",
        "dsd_lsbf_planar", "dsd_msbf", "dsd_msbf_planar", "dst", "amrnb", "amrwb", "libopencore_amrnb",
        "libopencore_amrwb", "gsm", "gsm_ms", "libgsm", "libgsm_ms", "speex", "libspeex", "wmav1", "wmav2",
        "wmalossless", "wmapro", "wmavoice", "cook", "sipr", "real_144", "real_288", "ralf", "qdm2", "qdmc", "mace3",
        "mace6", "nellymoser", "g722", "g723_1", "g726", "g726le", "g729", "ilbc", "qcelp", "evrc", "s302m",
        "dvaudio",
        "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha",
        "adpcm_ct",
    ]

    private static let pcmDecoders: Set<String> = [
        "pcm_alaw", "pcm_mulaw", "pcm_bluray", "pcm_dvd", "pcm_s8", "pcm_s8_planar", "pcm_s16be", "pcm_s16be_planar",
        "pcm_s16le", "pcm_s16le_planar", "pcm_s24be", "pcm_s24le", "pcm_s24le_planar", "pcm_s24daud", "pcm_s32be",
        "pcm_s32le", "pcm_s32le_planar", "pcm_s64be", "pcm_s64le", "pcm_u8", "pcm_u16be", "pcm_u16le", "pcm_u24be",
        "pcm_u24le", "pcm_u32be", "pcm_u32le", "pcm_f16le", "pcm_f24le", "pcm_f32be", "pcm_f32le", "pcm_f64be",
        "pcm_f64le",
    ]

    /// Demuxers of playlists, scripts, patterns and sessions: what they play lies elsewhere, so that no flag can help.
    static let referringDemuxers: Set<String> = [
        "hls", "dash", "concat", "imf", "image2", "webm_dash_manifest", "sdp", "rtsp", "rtp", "sap", "vobsub",
    ]

    /// Demuxers that take text, subtitles or any bytes: what they recognise is no media file, and no flag is to be
    /// advised for it.
    static let notMediaDemuxers: Set<String> = [
        "tty", "bin", "xbin", "adf", "idf", "ffmetadata", "aqtitle", "ass", "dvbsub", "dvbtxt", "jacosub", "lrc",
        "mcc", "microdvd", "mpl2", "mpsub", "pjs", "realtext", "sami", "scc", "srt", "stl", "subviewer", "subviewer1",
        "sup", "tedcaptions", "vobsub", "vplayer", "webvtt",
    ]
}
