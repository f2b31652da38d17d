using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Replies that were paid for, found by their requests: those of this stage, and those of any build before.</summary>
/// <remarks>
/// A reply is on the disk, as it came, before anything is read from it. The journal belongs to the stage's work and goes with it; the
/// archive stays, so that neither another <c>count</c> nor a mended reader asks the same again.
/// </remarks>
internal sealed class KeptReplies : IDisposable
{
    private const string Version = "replies-1";
    private readonly Journal<KeptReply> _journal;
    private readonly ILookup<string, RawReply> _earlier;
    private readonly string? _archive;
    private readonly Lock _turn = new();

    /// <summary>Opens them.</summary>
    /// <param name="journal">The journal's file.</param>
    /// <param name="archive">The folder of the archive, which builds may share; null: none.</param>
    public KeptReplies(string journal, string? archive)
    {
        _journal = new(journal, Version);
        _earlier = _journal.Entries.ToLookup(entry => entry.Request, entry => new RawReply(entry.Status, entry.Body));
        _archive = archive;
    }

    /// <summary>The replies to a request that earlier runs got, in their order; unusable ones too.</summary>
    public IReadOnlyList<RawReply> Find(string request)
    {
        RawReply[] journaled = [.. _earlier[request]];
        return journaled.Length > 0 || _archive is null ? journaled : Archived(request);
    }

    /// <summary>Keeps a reply; it is on the disk when this returns.</summary>
    public void Keep(string request, RawReply reply)
    {
        lock (_turn)
        {
            _journal.Append(new KeptReply(request, reply.Status, reply.Body));
        }

        if (_archive is not null)
        {
            AtomicFile.WriteLines(PathOf(request), Archived(request).Append(reply).Select(raw => JsonSerializer.Serialize(raw)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    private RawReply[] Archived(string request)
    {
        try
        {
            return [.. File.ReadLines(PathOf(request)).Select(line => JsonSerializer.Deserialize<RawReply>(line)).OfType<RawReply>()];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    private string PathOf(string request) => Path.Combine(_archive!, request[..2], $"{request}.jsonl");
}
