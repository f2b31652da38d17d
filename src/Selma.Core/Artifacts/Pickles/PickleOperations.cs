namespace Selma.Core.Artifacts.Pickles;

/// <summary>The operations of a pickle, a row each; what is not here is refused.</summary>
internal static class PickleOperations
{
    /// <summary>Ends a pickle.</summary>
    public const byte Stop = (byte)'.';

    private const byte NewestProtocol = 5;
    private static readonly Action<PickleMachine>?[] Rows = Table();

    /// <summary>The operation of a code, or null.</summary>
    public static Action<PickleMachine>? Find(byte code) => Rows[code];

    private static Action<PickleMachine>?[] Table()
    {
        var rows = new Action<PickleMachine>?[256];
        AddConstants(rows);
        AddContainers(rows);
        rows[0x80] = Protocol;
        rows['('] = m => m.Mark();
        rows['h'] = m => m.Recall(m.Reader.Byte());
        rows['j'] = m => m.Recall(m.Reader.UInt32());
        rows['q'] = m => m.Store(m.Reader.Byte());
        rows['r'] = m => m.Store(m.Reader.UInt32());
        rows['c'] = m => m.PushGlobal(m.Reader.Line(), m.Reader.Line());
        rows['R'] = m => Call(m, isNew: false);
        rows[0x81] = m => Call(m, isNew: true);
        rows['b'] = Build;
        rows['Q'] = m => m.PushNew(PickleTensors.Storage(m, m.Pop()));
        return rows;
    }

    private static void AddConstants(Action<PickleMachine>?[] rows)
    {
        rows['N'] = m => m.Push(null);
        rows[0x88] = m => m.Push(true);
        rows[0x89] = m => m.Push(false);
        rows['J'] = m => m.PushNew(m.Reader.Int32());
        rows['K'] = m => m.PushNew((long)m.Reader.Byte());
        rows['M'] = m => m.PushNew(m.Reader.UInt16());
        rows[0x8a] = m => m.PushNew(m.Reader.Long());
        rows['G'] = m => m.PushNew(m.Reader.Double());
        rows['X'] = m => m.PushNew(m.Reader.Text(m.Reader.UInt32()));
        rows['U'] = m => m.PushNew(m.Reader.Text(m.Reader.Byte()));
    }

    private static void AddContainers(Action<PickleMachine>?[] rows)
    {
        rows[')'] = m => m.PushNew(new PickleTuple([]));
        rows['t'] = m => m.PushNew(new PickleTuple(m.PopMarked()));
        rows[0x85] = m => m.PushNew(new PickleTuple(m.Pop(1)));
        rows[0x86] = m => m.PushNew(new PickleTuple(m.Pop(2)));
        rows[0x87] = m => m.PushNew(new PickleTuple(m.Pop(3)));
        rows[']'] = m => m.PushNew(new PickleList([]));
        rows['}'] = m => m.PushNew(new PickleMap([]));
        rows[0x8f] = m => m.PushNew(new PickleIgnored("set"));
        rows['a'] = m => Append(m, m.Pop(1));
        rows['e'] = m => Append(m, m.PopMarked());
        rows['s'] = m => Set(m, m.Pop(2));
        rows['u'] = m => Set(m, m.PopMarked());
    }

    private static void Protocol(PickleMachine machine)
    {
        if (machine.Reader.Byte() is var protocol && protocol > NewestProtocol)
        {
            throw machine.Reader.Bad($"its protocol is {protocol}");
        }
    }

    private static void Append(PickleMachine machine, object?[] items)
    {
        if (machine.Top() is PickleList list)
        {
            list.Items.AddRange(items);
        }
        else if (machine.Top() is not PickleIgnored)
        {
            throw machine.Reader.Bad("it appends to what is no list");
        }
    }

    private static void Set(PickleMachine machine, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw machine.Reader.Bad("a key has no value");
        }

        if (machine.Top() is PickleMap map)
        {
            map.Entries.AddRange(items.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
        }
        else if (machine.Top() is not PickleIgnored)
        {
            throw machine.Reader.Bad("it sets an entry of what is no dictionary");
        }
    }

    /// <summary>Applies a name to arguments: a tensor or a dictionary for the few that make such, otherwise nothing at all.</summary>
    private static void Call(PickleMachine machine, bool isNew)
    {
        var arguments = machine.Pop();
        var callee = machine.Pop();
        if (arguments is not PickleTuple tuple)
        {
            throw machine.Reader.Bad("arguments are missing");
        }

        machine.PushNew(callee switch
        {
            PickleIgnored ignored => ignored,
            PickleGlobal known => PickleGlobals.Call(machine, known.Name, tuple.Items, isNew),
            _ => throw machine.Reader.Bad("it calls what is no function"),
        });
    }

    /// <summary>State given to an object, such as a state dict's <c>_metadata</c>, carries no tensor that anyone reads.</summary>
    private static void Build(PickleMachine machine)
    {
        _ = machine.Pop();
        if (machine.Top() is not (PickleMap or PickleIgnored))
        {
            throw machine.Reader.Refused("it sets the state of an object");
        }
    }
}
