using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Selma.TestKit;

/// <summary>A hub with one model: small files it serves itself, large ones from a second server, by signed addresses.</summary>
public sealed class FakeHub : IDisposable
{
    /// <summary>The model.</summary>
    public const string Model = "someone/tiny-model";

    private const int Large = 1000;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Starts a hub with the files of a small model.</summary>
    public FakeHub()
    {
        Storage = new(FromStorage);
        Hub = new(Answer);
        foreach (var (path, text) in new[]
        {
            ("model_index.json", "{}"), ("scheduler/scheduler_config.json", "{}"), ("tokenizer/vocab.json", "{\"a\": 0}"), ("tokenizer/merges.txt", ""),
            ("unet/config.json", "{}"), ("vae/config.json", "{}"), ("text_encoder/config.json", "{}"), ("README.md", "# A model"), ("safety_checker/config.json", "{}"),
        })
        {
            _files[path] = Encoding.UTF8.GetBytes(text);
        }

        foreach (var path in new[]
        {
            "unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.fp16.safetensors",
            "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors", "safety_checker/model.safetensors",
        })
        {
            _files[path] = [.. Enumerable.Range(0, 5000).Select(i => (byte)((i * 7) + path.Length))];
        }
    }

    /// <summary>The hub itself.</summary>
    public HubServer Hub { get; }

    /// <summary>The other host, on which large files lie.</summary>
    public HubServer Storage { get; }

    /// <summary>Contents by path.</summary>
    public IDictionary<string, byte[]> Files => _files;

    /// <summary>The commit of <c>main</c>.</summary>
    public string Commit { get; set; } = new('a', 40);

    /// <summary>Takes the place of an answer where it gives one.</summary>
    public Func<HubRequest, HubAnswer?> Instead { get; set; } = _ => null;

    /// <summary>Takes the place of an answer of the other host where it gives one.</summary>
    public Func<HubRequest, HubAnswer?> InsteadOfStorage { get; set; } = _ => null;

    /// <summary>The digest that the hub states for a large file.</summary>
    public Func<string, string> Sha256 { get; set; } = _ => "";

    /// <summary>The large file's own digest.</summary>
    public string TrueSha256(string path) => Convert.ToHexStringLower(SHA256.HashData(_files[path]));

    /// <inheritdoc/>
    public void Dispose()
    {
        Hub.Dispose();
        Storage.Dispose();
    }

    private string Stated(string path) => Sha256(path) is { Length: > 0 } stated ? stated : TrueSha256(path);

    private HubAnswer Answer(HubRequest request)
    {
        var prefix = $"/{Model}/resolve/{Commit}/";
        return Instead(request)
            ?? (request.Path.StartsWith($"/api/models/{Model}/revision/", StringComparison.Ordinal) ? List()
            : !request.Path.StartsWith(prefix, StringComparison.Ordinal) ? Missing("RepoNotFound")
            : !_files.TryGetValue(request.Path[prefix.Length..], out var content) ? Missing("EntryNotFound")
            : File(request.Path[prefix.Length..], content));
    }

    private HubAnswer File(string path, byte[] content)
    {
        var headers = new Dictionary<string, string> { ["X-Repo-Commit"] = Commit };
        if (content.Length < Large)
        {
            headers["ETag"] = $"\"{GitDigest(content)}\"";
            return new(200) { Headers = headers, Body = content };
        }

        headers["X-Linked-Etag"] = $"\"{Stated(path)}\"";
        headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
        headers["Location"] = $"{Storage.Address}/{path}?signature=secret";
        return new(302) { Headers = headers };
    }

    private HubAnswer FromStorage(HubRequest request) => InsteadOfStorage(request) ?? Part(request, _files[request.Path.Split('?')[0][1..]]);

    /// <summary>The part of a content that a request asks for.</summary>
    public static HubAnswer Part(HubRequest request, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(content);
        return request.From == 0
            ? new(200) { Body = content }
            : new(206)
            {
                Body = content[request.From..],
                Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes {request.From}-{content.Length - 1}/{content.Length}" },
            };
    }

    private HubAnswer List() => new(200)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            sha = Commit,
            cardData = new { license = "openrail" },
            siblings = _files.Select(file => file.Value.Length < Large
                ? (object)new { rfilename = file.Key, size = file.Value.Length, blobId = GitDigest(file.Value) }
                : new { rfilename = file.Key, size = file.Value.Length, lfs = new { sha256 = Stated(file.Key), size = file.Value.Length } }),
        }),
    };

    private static HubAnswer Missing(string code) => new(404) { Headers = new Dictionary<string, string> { ["X-Error-Code"] = code } };

    private static string GitDigest(byte[] content)
    {
#pragma warning disable CA5350 // git's own digest
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
    }
}
